// What a router answers to a TCP segment or a UDP datagram that it did not forward: ICMP [RFC 792], ICMPv6
// [RFC 4443].
#pragma once

#include <optional>

#include "sim/path/frame.h"

namespace badrdp::path {

struct IcmpError {
    enum class Kind : std::uint8_t {
        too_big,           // "fragmentation needed" or "packet too big": `mtu` would pass
        port_unreachable,  // nobody listens
        unreachable,       // the network, the host, or forbidden
    } kind = Kind::unreachable;
    std::size_t mtu = 0;
    // Of the segment or datagram that it speaks of.
    std::uint8_t protocol = ip_protocol::tcp;
    Endpoint source{};
    Endpoint destination{};
    std::uint32_t sequence = 0;  // TCP's
};

// Nothing: it is no such message, quotes neither TCP nor UDP, or its checksum is wrong.
std::optional<IcmpError> read_icmp_error(const Ip& ip);

}  // namespace badrdp::path
