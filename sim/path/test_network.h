// The network between a client and a host that is badrdp's own, on a tap or simulated: who lives where, and
// what its two sides are called.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace badrdp::path::test_network {

using Ipv4 = std::array<std::uint8_t, 4>;
using Ipv6 = std::array<std::uint8_t, 16>;

constexpr Ipv4 v4(std::uint8_t last) { return {198, 18, 0, last}; }
constexpr Ipv6 v6(std::uint8_t last) { return {0x20, 0x01, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last}; }

// Networks for benchmarks, which meet nobody's [RFC 2544 C.2.2, RFC 5180 8].
inline constexpr Ipv4 kServerV4 = v4(1);
inline constexpr Ipv6 kServerV6 = v6(1);
inline constexpr Ipv4 kClientV4 = v4(2);
inline constexpr Ipv6 kClientV6 = v6(2);
inline constexpr Ipv4 kRouterV4 = v4(254);
inline constexpr Ipv6 kRouterV6 = v6(0xfe);
inline constexpr std::uint8_t kPrefixV4 = 24;
inline constexpr std::uint8_t kPrefixV6 = 64;

// Nobody is there. The order in a name server's answer counts for nothing: a resolver tries first what shares
// most bits with its own address [RFC 6724 5, rule 9]. The client shares 31 with the second of them, and 30
// with the server.
inline constexpr Ipv4 kNobodyV4 = v4(66);
inline constexpr Ipv6 kNobodyV6 = v6(0x66);
inline constexpr Ipv4 kNobodyNearV4 = v4(3);

inline constexpr std::string_view kServerName = "rdp-host.test";  // which no network has [RFC 6761 6.2]

// The Kerberos realm of that domain [RFC 4120 6.1], and its KDC, which lives where the server does.
inline constexpr std::string_view kRealm = "TEST";
inline constexpr std::string_view kKdcName = "kdc.test";
inline constexpr std::string_view kOtherRealm = "ELSEWHERE.TEST";  // which nobody serves

// Of a capture: what the client sent and what came to it, and the same of the server.
inline constexpr std::string_view kClientSide = "client's side";
inline constexpr std::string_view kServerSide = "server's side";

}  // namespace badrdp::path::test_network
