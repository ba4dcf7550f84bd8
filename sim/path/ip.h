// IP packets in Ethernet frames: what their headers say, and honest ones.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>

#include "sim/wire/io/malformed.h"

namespace badrdp::path {

// IPv4 addresses are held as IPv4-mapped IPv6 addresses [RFC 4291 2.5.5.2].
using Address = std::array<std::uint8_t, 16>;

Address ipv4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d);
inline Address ipv4(const std::array<std::uint8_t, 4>& four) {
    return ipv4(four[0], four[1], four[2], four[3]);
}
bool is_ipv4(const Address& address);

inline constexpr std::size_t kEthernet = 6 + 6 + 2;  // destination, source, type
inline constexpr std::size_t kMacs = 6 + 6;
inline constexpr std::size_t kIpv4 = 20;  // without options
inline constexpr std::size_t kIpv6 = 40;
inline constexpr std::uint16_t kTypeIpv6 = 0x86dd;

namespace ip_protocol {
inline constexpr std::uint8_t icmp = 1;
inline constexpr std::uint8_t igmp = 2;
inline constexpr std::uint8_t tcp = 6;
inline constexpr std::uint8_t udp = 17;
inline constexpr std::uint8_t icmpv6 = 58;
}  // namespace ip_protocol

inline std::uint16_t u16(wire::BytesView bytes, std::size_t at) {
    return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}
// Written so that compilers see one load in it.
inline std::uint32_t u32(wire::BytesView bytes, std::size_t at) {
    const auto* const four = bytes.data() + at;
    return static_cast<std::uint32_t>(four[0]) << 24 | static_cast<std::uint32_t>(four[1]) << 16 |
           static_cast<std::uint32_t>(four[2]) << 8 | four[3];
}

struct Ip {
    Address source{};
    Address destination{};
    std::uint8_t protocol = 0;    // behind IPv6's extension headers
    std::uint8_t hops = 0;        // that are left: time to live, hop limit
    bool fragment = false;        // one of several
    bool later_fragment = false;  // not the first of them, as far as IPv4 says
    bool may_be_cut = false;      // by a router: IPv4 without "don't fragment" [RFC 791 2.3]
    std::size_t length = 0;       // of the whole packet, as it says itself
    std::size_t payload_at = 0;   // in the frame
    wire::BytesView payload;      // into the frame, as far as it was captured, without Ethernet's padding
};

// Nothing: the frame holds no IP. Checksums are not looked at.
wire::Expected<std::optional<Ip>> read_ip(wire::BytesView frame);

// The same of a packet without a frame around it: `payload_at` and a complaint's place count from its first
// byte.
wire::Expected<std::optional<Ip>> read_ip_packet(wire::BytesView packet);

// An honest frame with zero MAC addresses, as on loopback. Both addresses are of one family, and the payload
// fits into an IP packet.
wire::Bytes ip_frame(const Address& source, const Address& destination, std::uint8_t protocol,
                     wire::BytesView payload);

// The Internet checksum [RFC 1071] of parts of even length, the last of which may be odd.
std::uint16_t checksum(std::initializer_list<wire::BytesView> parts);

// The same of what goes between two addresses, with the pseudo header that TCP, UDP and ICMPv6 have
// [RFC 9293 3.1, RFC 8200 8.1]. 0 if the message holds a good one.
std::uint16_t checksum_between(const Address& source, const Address& destination, std::uint8_t protocol,
                               wire::BytesView message);

void set_u16(wire::Bytes& bytes, std::size_t at, std::uint16_t value);

}  // namespace badrdp::path
