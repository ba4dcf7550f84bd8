#include "sim/path/frame.h"

#include <algorithm>
#include <cassert>
#include <span>

#include "sim/wire/writer.h"

namespace badrdp::path {
namespace {

using wire::Bytes;
using wire::BytesView;
using wire::Malformed;

constexpr std::size_t kEthernet = 6 + 6 + 2;  // destination, source, type
constexpr std::size_t kIpv4 = 20;             // without options
constexpr std::size_t kIpv6 = 40;
constexpr std::size_t kTcp = 20;  // without options

constexpr std::uint16_t kTypeIpv4 = 0x0800;
constexpr std::uint16_t kTypeIpv6 = 0x86dd;
constexpr std::uint8_t kProtocolTcp = 6;

std::uint16_t u16(BytesView bytes, std::size_t at) {
    return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

std::uint32_t u32(BytesView bytes, std::size_t at) {
    return static_cast<std::uint32_t>(u16(bytes, at)) << 16 | u16(bytes, at + 2);
}

// What an IP header says of the packet behind it.
struct Packet {
    Address source{};
    Address destination{};
    BytesView payload;  // without what Ethernet padded it with
};
using FoundPacket = wire::Expected<std::optional<Packet>>;

// A packet whose end the capture cut off is as long as what is there. 0 stands for a super-packet of more
// than 64 KiB that segmentation offload left whole.
BytesView limited(BytesView bytes, std::size_t length) {
    return length == 0 ? bytes : bytes.first(std::min(bytes.size(), length));
}

FoundPacket read_ipv4(BytesView bytes) {
    if (bytes.size() < kIpv4) return std::unexpected(Malformed{"ipv4.header", "missing", kEthernet});
    const std::size_t header = 4u * (bytes[0] & 0x0f);
    if (bytes[0] >> 4 != 4) return std::unexpected(Malformed{"ipv4.version", "not 4", kEthernet});
    if (header < kIpv4 || header > bytes.size())
        return std::unexpected(Malformed{"ipv4.headerLength", "not that of its header", kEthernet});
    const std::size_t length = u16(bytes, 2);
    if (length != 0 && length < header)
        return std::unexpected(Malformed{"ipv4.length", "shorter than its own header", kEthernet + 2});
    const bool fragment = (u16(bytes, 6) & 0x3fff) != 0;  // more fragments, or an offset
    if (fragment || bytes[9] != kProtocolTcp) return std::nullopt;
    return Packet{ipv4(bytes[12], bytes[13], bytes[14], bytes[15]),
                  ipv4(bytes[16], bytes[17], bytes[18], bytes[19]), limited(bytes, length).subspan(header)};
}

bool is_ipv6_extension(std::uint8_t next_header) {
    return next_header == 0 || next_header == 43 || next_header == 60;  // hop by hop, routing, destination
}

FoundPacket read_ipv6(BytesView bytes) {
    if (bytes.size() < kIpv6) return std::unexpected(Malformed{"ipv6.header", "missing", kEthernet});
    if (bytes[0] >> 4 != 6) return std::unexpected(Malformed{"ipv6.version", "not 6", kEthernet});
    Packet packet;
    std::ranges::copy(bytes.subspan(8, 16), packet.source.begin());
    std::ranges::copy(bytes.subspan(24, 16), packet.destination.begin());
    packet.payload = limited(bytes.subspan(kIpv6), u16(bytes, 4));
    auto next_header = bytes[6];
    while (is_ipv6_extension(next_header)) {
        const auto& rest = packet.payload;
        const std::size_t length = rest.size() < 2 ? 8 : 8 + 8u * rest[1];
        if (rest.size() < length)
            return std::unexpected(Malformed{"ipv6.extension", "longer than its packet", kEthernet + 6});
        next_header = rest[0];
        packet.payload = rest.subspan(length);
    }
    if (next_header != kProtocolTcp) return std::nullopt;
    return packet;
}

wire::Expected<std::optional<Segment>> read_tcp(const Packet& packet, std::size_t at) {
    const auto bytes = packet.payload;
    if (bytes.size() < kTcp) return std::unexpected(Malformed{"tcp.header", "missing", at});
    const std::size_t header = 4u * (bytes[12] >> 4);
    if (header < kTcp || header > bytes.size())
        return std::unexpected(Malformed{"tcp.dataOffset", "not that of its header", at + 12});
    return Segment{.source = {packet.source, u16(bytes, 0)},
                   .destination = {packet.destination, u16(bytes, 2)},
                   .sequence = u32(bytes, 4),
                   .acknowledgement = u32(bytes, 8),
                   .flags = bytes[13],
                   .window = u16(bytes, 14),
                   .payload = bytes.subspan(header)};
}

// The Internet checksum [RFC 1071] of parts of even length, the last of which may be odd.
std::uint16_t checksum(std::initializer_list<BytesView> parts) {
    std::uint32_t sum = 0;
    for (const auto part : parts) {
        for (std::size_t i = 0; i + 1 < part.size(); i += 2) sum += u16(part, i);
        if (part.size() % 2 != 0) sum += static_cast<std::uint32_t>(part.back()) << 8;
        sum = (sum & 0xffff) + (sum >> 16);
    }
    sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum);
}

void set_u16(Bytes& bytes, std::size_t at, std::uint16_t value) {
    bytes[at] = static_cast<std::uint8_t>(value >> 8);
    bytes[at + 1] = static_cast<std::uint8_t>(value);
}

Bytes tcp_bytes(const Segment& segment) {
    wire::Writer out;
    out.u16be("tcp.sourcePort", segment.source.port);
    out.u16be("tcp.destinationPort", segment.destination.port);
    out.u32be("tcp.sequence", segment.sequence);
    out.u32be("tcp.acknowledgement", segment.acknowledgement);
    out.u8("tcp.dataOffset", kTcp / 4 << 4);
    out.u8("tcp.flags", segment.flags);
    out.u16be("tcp.window", segment.window);
    out.u16be("tcp.checksum", 0);
    out.u16be("tcp.urgentPointer", 0);
    out.raw("tcp.payload", segment.payload);
    return std::move(out.bytes);
}

void ipv4_header(wire::Writer& out, const Segment& segment, std::size_t payload) {
    out.u16be("ethernet.type", kTypeIpv4);
    out.u16be("ipv4.version", 0x4500);
    out.u16be("ipv4.length", static_cast<std::uint16_t>(kIpv4 + payload));
    out.u16be("ipv4.identification", 0);
    out.u16be("ipv4.fragment", 0x4000);  // do not fragment
    out.u8("ipv4.timeToLive", 64);
    out.u8("ipv4.protocol", kProtocolTcp);
    out.u16be("ipv4.checksum", 0);
    out.raw("ipv4.source", BytesView(segment.source.address).last(4));
    out.raw("ipv4.destination", BytesView(segment.destination.address).last(4));
    set_u16(out.bytes, kEthernet + 10, checksum({BytesView(out.bytes).subspan(kEthernet)}));
}

void ipv6_header(wire::Writer& out, const Segment& segment, std::size_t payload) {
    out.u16be("ethernet.type", kTypeIpv6);
    out.u32be("ipv6.version", 0x60000000);
    out.u16be("ipv6.length", static_cast<std::uint16_t>(payload));
    out.u8("ipv6.nextHeader", kProtocolTcp);
    out.u8("ipv6.hopLimit", 64);
    out.raw("ipv6.source", segment.source.address);
    out.raw("ipv6.destination", segment.destination.address);
}

}  // namespace

Address ipv4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
    return {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d};
}

bool is_ipv4(const Address& address) {
    return std::ranges::equal(BytesView(address).first(12), BytesView(ipv4(0, 0, 0, 0)).first(12));
}

wire::Expected<std::optional<Segment>> read_frame(BytesView frame) {
    if (frame.size() < kEthernet) return std::unexpected(Malformed{"ethernet.header", "missing", 0});
    const auto type = u16(frame, 12);
    if (type != kTypeIpv4 && type != kTypeIpv6) return std::nullopt;
    const auto inside = frame.subspan(kEthernet);
    const auto packet = type == kTypeIpv4 ? read_ipv4(inside) : read_ipv6(inside);
    if (!packet) return std::unexpected(packet.error());
    if (!*packet) return std::nullopt;
    return read_tcp(**packet, static_cast<std::size_t>((*packet)->payload.data() - frame.data()));
}

Bytes to_frame(const Segment& segment) {
    assert(is_ipv4(segment.source.address) == is_ipv4(segment.destination.address));
    const bool v4 = is_ipv4(segment.source.address);
    auto tcp = tcp_bytes(segment);
    assert(kIpv6 + tcp.size() <= 65535);

    const std::size_t address = v4 ? 4 : 16;
    wire::Writer rest_of_pseudo_header;
    rest_of_pseudo_header.u32be("length", static_cast<std::uint32_t>(tcp.size()));
    rest_of_pseudo_header.u32be("protocol", kProtocolTcp);
    set_u16(
        tcp, 16,
        checksum({BytesView(segment.source.address).last(address),
                  BytesView(segment.destination.address).last(address), rest_of_pseudo_header.bytes, tcp}));

    wire::Writer out;
    out.raw("ethernet.addresses", std::array<std::uint8_t, 12>{});
    v4 ? ipv4_header(out, segment, tcp.size()) : ipv6_header(out, segment, tcp.size());
    out.raw("tcp", tcp);
    return std::move(out.bytes);
}

}  // namespace badrdp::path
