// What a network itself sends: ICMP errors and forged RSTs, as whole frames.
#pragma once

#include "sim/path/headers.h"
#include "sim/path/impairment.h"

namespace badrdp::path {

// Who speaks for a router.
Address router_v4();
Address router_v6();

// May anybody answer this packet with an ICMP error? [RFC 1122 3.2.2, RFC 4443 2.4 (e)]
bool may_complain(const Headers& seen, wire::BytesView frame);

// The packet is too big for the next link [RFC 1191 4, RFC 4443 3.2]. `may_complain` said yes; so below.
wire::Bytes too_big(const Headers& seen, wire::BytesView frame, std::size_t mtu);

// The packet is rejected; with `rst`, only packets that are not TCP come here: their port is unreachable.
wire::Bytes unreachable(const Headers& seen, wire::BytesView frame, Refusal with);

// What a closed port answers to this segment, which is no RST [RFC 9293 3.10.7.1].
wire::Bytes closed_port(const Headers& seen, wire::BytesView frame);

// A segment in a frame between these MAC addresses: destination, then source.
wire::Bytes segment_frame(const Segment& segment, const std::array<std::uint8_t, kMacs>& macs);

}  // namespace badrdp::path
