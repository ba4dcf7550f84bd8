#include "sim/path/forge.h"

#include <algorithm>

#include "sim/path/test_network.h"
#include "sim/wire/io/writer.h"

namespace badrdp::path {
namespace {

using wire::Bytes;
using wire::BytesView;
using Macs = std::array<std::uint8_t, kMacs>;

// An ICMP error is at most so long, IP header included, and quotes as much of the packet as fits
// [RFC 1812 4.3.2.3, RFC 4443 2.4 (c)].
constexpr std::size_t kMostV4 = 576 - 20 - 8;
constexpr std::size_t kMostV6 = 1280 - 40 - 8;

// Back to where the frame came from.
Macs mirrored(BytesView frame) {
    Macs macs{};
    std::ranges::copy(frame.subspan(6, 6), macs.begin());
    std::ranges::copy(frame.first(6), macs.begin() + 6);
    return macs;
}

Bytes between(Bytes frame, const Macs& macs) {
    std::ranges::copy(macs, frame.begin());
    return frame;
}

struct Error {
    std::uint8_t type = 0;
    std::uint8_t code = 0;
    std::uint32_t rest = 0;  // the second word: of "too big", the MTU
};

Bytes complaint(const Headers& seen, BytesView frame, const Address& speaker, const Error& error) {
    const auto packet = frame.subspan(kEthernet, seen.ip.length);
    wire::Writer icmp;
    icmp.u8("icmp.type", error.type);
    icmp.u8("icmp.code", error.code);
    icmp.u16be("icmp.checksum", 0);
    icmp.u32be("icmp.rest", error.rest);
    icmp.raw("icmp.quote", packet.first(std::min(packet.size(), seen.v6 ? kMostV6 : kMostV4)));
    const auto protocol = seen.v6 ? ip_protocol::icmpv6 : ip_protocol::icmp;
    set_u16(
        icmp.bytes, 2,
        seen.v6 ? checksum_between(speaker, seen.ip.source, protocol, icmp.bytes) : checksum({icmp.bytes}));
    return between(ip_frame(speaker, seen.ip.source, protocol, icmp.bytes), mirrored(frame));
}

Address router_of(const Headers& seen) { return seen.v6 ? router_v6() : router_v4(); }

// Of IPv4: echo and timestamps are questions, the others complain.
bool is_complaint(const Headers& seen) {
    if (seen.ip.payload.empty()) return false;
    const auto type = seen.ip.payload[0];
    if (seen.v6) return seen.ip.protocol == ip_protocol::icmpv6 && type < 128;
    const bool error = type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
    return seen.ip.protocol == ip_protocol::icmp && error;
}

// Not one host: the unspecified address, a group, broadcast [RFC 1122 3.2.1.3, RFC 4291 2.5.2, 2.7].
bool is_nobody(const Address& address) {
    if (is_ipv4(address)) return address[12] == 0 || address[12] >= 224;
    return address[0] == 0xff || address == Address{};
}

}  // namespace

Address router_v4() { return ipv4(test_network::kRouterV4); }
Address router_v6() { return test_network::kRouterV6; }

bool may_complain(const Headers& seen, BytesView frame) {
    const bool to_a_group = (frame[0] & 1) != 0;
    return !to_a_group && !seen.ip.later_fragment && !is_complaint(seen) && !is_nobody(seen.ip.source) &&
           !is_nobody(seen.ip.destination);
}

Bytes too_big(const Headers& seen, BytesView frame, std::size_t mtu) {
    const auto rest = static_cast<std::uint32_t>(std::min<std::size_t>(mtu, 65535));
    return complaint(seen, frame, router_of(seen), seen.v6 ? Error{2, 0, rest} : Error{3, 4, rest});
}

Bytes unreachable(const Headers& seen, BytesView frame, Refusal with) {
    // It is the host that has no such port; of the others a router speaks [RFC 1122 3.2.2.1].
    const bool port = with == Refusal::port_unreachable || with == Refusal::rst;
    const auto speaker = port ? seen.ip.destination : router_of(seen);
    const auto code = [&]() -> std::uint8_t {
        switch (with) {
            case Refusal::net_unreachable: return 0;  // for IPv6: no route to it
            case Refusal::host_unreachable: return seen.v6 ? 3 : 1;
            case Refusal::prohibited: return seen.v6 ? 1 : 13;  // [RFC 1812 5.2.7.1, RFC 4443 3.1]
            case Refusal::rst:
            case Refusal::port_unreachable: return seen.v6 ? 4 : 3;
        }
        return 0;
    }();
    return complaint(seen, frame, speaker, {static_cast<std::uint8_t>(seen.v6 ? 1 : 3), code, 0});
}

Bytes closed_port(const Headers& seen, BytesView frame) {
    const auto& asked = *seen.tcp;
    Segment rst{.source = asked.destination, .destination = asked.source, .window = 0};
    if (asked.has(tcp_flag::ack)) {
        rst.sequence = asked.acknowledgement;
        rst.flags = tcp_flag::rst;
    } else {
        rst.acknowledgement = asked.sequence + sequence_length(asked);
        rst.flags = tcp_flag::rst | tcp_flag::ack;
    }
    return segment_frame(rst, mirrored(frame));
}

Bytes segment_frame(const Segment& segment, const Macs& macs) { return between(to_frame(segment), macs); }

}  // namespace badrdp::path
