#include "sim/path/headers.h"

namespace badrdp::path {
namespace {

using wire::BytesView;

constexpr std::uint16_t kTypeArp = 0x0806;
constexpr std::size_t kUdp = 8;

// Listener queries, reports and "done", of both versions [RFC 2710 3, RFC 3810 5], and neighbour discovery
// [RFC 4861 4].
bool is_housekeeping(std::uint8_t icmpv6_type) {
    return (icmpv6_type >= 130 && icmpv6_type <= 137) || icmpv6_type == 143;
}

bool keeps_the_link(const Ip& ip, bool v6) {
    if (!v6) return ip.protocol == ip_protocol::igmp;
    return ip.protocol == ip_protocol::icmpv6 && !ip.payload.empty() && is_housekeeping(ip.payload[0]);
}

}  // namespace

Headers read_headers(BytesView frame) {
    Headers seen;
    if (frame.size() >= kEthernet && u16(frame, kMacs) == kTypeArp) seen.kind = Kind::link;
    const auto found = read_ip(frame);
    if (!found || !*found) return seen;
    seen.ip = **found;
    seen.v6 = u16(frame, kMacs) == kTypeIpv6;
    auto& ip = seen.ip;
    // A mapped address has no place in an IPv6 packet [RFC 4942 2.2].
    if (seen.v6 && (is_ipv4(ip.source) || is_ipv4(ip.destination))) return seen;
    const std::size_t end = kEthernet + ip.length;
    if (end > frame.size() || end < ip.payload_at) return seen;
    ip.payload = frame.subspan(ip.payload_at, end - ip.payload_at);
    seen.kind = keeps_the_link(ip, seen.v6) ? Kind::link : Kind::ip;
    if (ip.fragment) return seen;

    if (ip.protocol == ip_protocol::tcp) {
        if (const auto segment = read_segment(ip)) seen.tcp = *segment;
    }
    seen.udp = ip.protocol == ip_protocol::udp && ip.payload.size() >= kUdp;
    if (seen.tcp || seen.udp) {
        seen.from_port = u16(ip.payload, 0);
        seen.to_port = u16(ip.payload, 2);
    }
    return seen;
}

std::uint32_t sequence_length(const Segment& segment) {
    return static_cast<std::uint32_t>(segment.payload.size()) + (segment.has(tcp_flag::syn) ? 1 : 0) +
           (segment.has(tcp_flag::fin) ? 1 : 0);
}

}  // namespace badrdp::path
