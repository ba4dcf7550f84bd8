// One TCP segment in an Ethernet frame: the headers a reader of captures needs, over IPv4 or IPv6.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "sim/wire/malformed.h"

namespace badrdp::path {

// IPv4 addresses are held as IPv4-mapped IPv6 addresses [RFC 4291 2.5.5.2].
using Address = std::array<std::uint8_t, 16>;

Address ipv4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d);
bool is_ipv4(const Address& address);

struct Endpoint {
    Address address{};
    std::uint16_t port = 0;

    friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

namespace tcp_flag {
inline constexpr std::uint8_t fin = 0x01;
inline constexpr std::uint8_t syn = 0x02;
inline constexpr std::uint8_t rst = 0x04;
inline constexpr std::uint8_t psh = 0x08;
inline constexpr std::uint8_t ack = 0x10;
}  // namespace tcp_flag

struct Segment {
    Endpoint source;
    Endpoint destination;
    std::uint32_t sequence = 0;
    std::uint32_t acknowledgement = 0;
    std::uint8_t flags = 0;
    std::uint16_t window = 65535;
    wire::BytesView payload;  // into the frame, as far as it was captured

    bool has(std::uint8_t flag) const { return (flags & flag) != 0; }
};

// Nothing: the frame holds no TCP, or only a fragment of it. Checksums are not looked at, since on a
// loopback interface nobody has filled them in.
wire::Expected<std::optional<Segment>> read_frame(wire::BytesView frame);

// An honest frame with zero MAC addresses, as on loopback, and true lengths and checksums. Both addresses
// are of one family, and the payload fits into an IP packet.
wire::Bytes to_frame(const Segment& segment);

}  // namespace badrdp::path
