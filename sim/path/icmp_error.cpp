#include "sim/path/icmp_error.h"

#include <algorithm>

namespace badrdp::path {
namespace {

using wire::BytesView;

constexpr std::size_t kIcmp = 8;  // header; the quoted packet follows
// Of TCP's header, ports and sequence; the whole of UDP's: all that must be quoted.
constexpr std::size_t kQuoted = 8;

bool has_ports(std::uint8_t protocol) { return protocol == ip_protocol::tcp || protocol == ip_protocol::udp; }

IcmpError quoted(IcmpError word, const Address& source, const Address& destination, BytesView header) {
    word.source = {source, u16(header, 0)};
    word.destination = {destination, u16(header, 2)};
    if (word.protocol == ip_protocol::tcp) word.sequence = u32(header, 4);
    return word;
}

std::optional<IcmpError> read_icmp(BytesView icmp) {
    constexpr std::uint8_t kUnreachable = 3;
    if (icmp.size() < kIcmp + kIpv4 + kQuoted || icmp[0] != kUnreachable || checksum({icmp}) != 0)
        return std::nullopt;
    const auto quote = icmp.subspan(kIcmp);
    const std::size_t header = 4u * (quote[0] & 0x0f);
    if (quote[0] >> 4 != 4 || !has_ports(quote[9]) || header < kIpv4 || quote.size() < header + kQuoted)
        return std::nullopt;
    IcmpError word;
    if (icmp[1] == 4) word = {.kind = IcmpError::Kind::too_big, .mtu = u16(icmp, 6)};  // [RFC 1191 4]
    if (icmp[1] == 3) word.kind = IcmpError::Kind::port_unreachable;
    word.protocol = quote[9];
    return quoted(word, ipv4(quote[12], quote[13], quote[14], quote[15]),
                  ipv4(quote[16], quote[17], quote[18], quote[19]), quote.subspan(header));
}

std::optional<IcmpError> read_icmpv6(const Ip& ip) {
    const auto icmp = ip.payload;
    constexpr std::uint8_t kUnreachable = 1;
    constexpr std::uint8_t kTooBig = 2;
    if (icmp.size() < kIcmp + kIpv6 + kQuoted || (icmp[0] != kUnreachable && icmp[0] != kTooBig) ||
        checksum_between(ip.source, ip.destination, ip.protocol, icmp) != 0)
        return std::nullopt;
    const auto quote = icmp.subspan(kIcmp);
    if (quote[0] >> 4 != 6 || !has_ports(quote[6])) return std::nullopt;
    IcmpError word;
    if (icmp[0] == kTooBig) word = {.kind = IcmpError::Kind::too_big, .mtu = u32(icmp, 4)};  // [RFC 4443 3.2]
    if (icmp[0] == kUnreachable && icmp[1] == 4) word.kind = IcmpError::Kind::port_unreachable;
    word.protocol = quote[6];
    Address source{}, destination{};
    std::ranges::copy(quote.subspan(8, 16), source.begin());
    std::ranges::copy(quote.subspan(24, 16), destination.begin());
    return quoted(word, source, destination, quote.subspan(kIpv6));
}

}  // namespace

std::optional<IcmpError> read_icmp_error(const Ip& ip) {
    if (ip.fragment) return std::nullopt;
    if (ip.protocol == ip_protocol::icmp) return read_icmp(ip.payload);
    if (ip.protocol == ip_protocol::icmpv6) return read_icmpv6(ip);
    return std::nullopt;
}

}  // namespace badrdp::path
