// One TCP segment in an Ethernet frame: the headers a reader of captures needs, over IPv4 or IPv6.
#pragma once

#include <cstdint>
#include <optional>

#include "sim/path/ip.h"

namespace badrdp::path {

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
    Endpoint source{};
    Endpoint destination{};
    std::uint32_t sequence = 0;
    std::uint32_t acknowledgement = 0;
    std::uint8_t flags = 0;
    std::uint16_t window = 65535;
    std::optional<std::uint16_t> mss{};  // the option of a SYN [RFC 9293 3.7.1]
    wire::BytesView payload{};           // into the frame, as far as it was captured

    bool has(std::uint8_t flag) const { return (flags & flag) != 0; }
};

// Nothing: the frame holds no TCP, or only a fragment of it. Checksums are not looked at, since on a
// loopback interface nobody has filled them in.
wire::Expected<std::optional<Segment>> read_frame(wire::BytesView frame);

// The segment that an IP packet holds, which is TCP and no fragment.
wire::Expected<Segment> read_segment(const Ip& ip);

// An honest frame with zero MAC addresses, as on loopback, and true lengths and checksums. Both addresses
// are of one family, and the payload fits into an IP packet.
wire::Bytes to_frame(const Segment& segment);

}  // namespace badrdp::path
