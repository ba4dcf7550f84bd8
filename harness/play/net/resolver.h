// What a name server says to one datagram: no socket, no clock.
#pragma once

#include <optional>
#include <string>

#include "harness/data/names.h"
#include "sim/wire/datagram/dns_message.h"

namespace badrdp::harness {

struct DnsReply {
    std::optional<wire::Bytes> datagram;  // none: silence
    std::string record;                   // "AAAA rdp-host.test: 2001:2::1", one line for the evidence

    friend bool operator==(const DnsReply&, const DnsReply&) = default;
};

// A and AAAA of the host as `names` will have it; another name does not exist, another type has no data. What
// is no query gets FORMERR or, if that could be an answer to an answer, silence.
DnsReply reply_to(const Names& names, wire::BytesView datagram);

}  // namespace badrdp::harness
