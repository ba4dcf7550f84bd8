#include "sim/path/ip.h"

#include <algorithm>
#include <cassert>

#include "sim/wire/io/writer.h"

namespace badrdp::path {
namespace {

using wire::Bytes;
using wire::BytesView;
using wire::Malformed;

constexpr std::uint16_t kTypeIpv4 = 0x0800;
constexpr std::uint8_t kIpv6Fragment = 44;

using FoundIp = wire::Expected<std::optional<Ip>>;

// A packet whose end the capture cut off is as long as what is there. 0 stands for a super-packet of more
// than 64 KiB that segmentation offload left whole.
BytesView limited(BytesView bytes, std::size_t length) {
    return length == 0 ? bytes : bytes.first(std::min(bytes.size(), length));
}

// Filled where the caller wants it: each packet of a capture is read here, and copies are dear.
FoundIp filled_ipv4(BytesView bytes, std::size_t base, std::size_t header, std::size_t length) {
    FoundIp found(std::in_place, std::in_place);
    auto& ip = **found;
    ip.source = ipv4(bytes[12], bytes[13], bytes[14], bytes[15]);
    ip.destination = ipv4(bytes[16], bytes[17], bytes[18], bytes[19]);
    ip.protocol = bytes[9];
    ip.hops = bytes[8];
    ip.fragment = (u16(bytes, 6) & 0x3fff) != 0;  // more fragments, or an offset
    ip.later_fragment = (u16(bytes, 6) & 0x1fff) != 0;
    ip.may_be_cut = (u16(bytes, 6) & 0x4000) == 0;
    ip.length = length;
    ip.payload_at = base + header;
    ip.payload = limited(bytes, length).subspan(header);
    return found;
}

// `base` is the offset of the packet in what places are counted in.
FoundIp read_ipv4(BytesView bytes, std::size_t base) {
    if (bytes.size() < kIpv4) return std::unexpected(Malformed{"ipv4.header", "missing", base});
    const std::size_t header = 4u * (bytes[0] & 0x0f);
    if (bytes[0] >> 4 != 4) return std::unexpected(Malformed{"ipv4.version", "not 4", base});
    if (header < kIpv4 || header > bytes.size())
        return std::unexpected(Malformed{"ipv4.headerLength", "not that of its header", base});
    const std::size_t length = u16(bytes, 2);
    if (length != 0 && length < header)
        return std::unexpected(Malformed{"ipv4.length", "shorter than its own header", base + 2});
    return filled_ipv4(bytes, base, header, length);
}

bool is_ipv6_extension(std::uint8_t next_header) {
    return next_header == 0 || next_header == 43 || next_header == 60;  // hop by hop, routing, destination
}

FoundIp read_ipv6(BytesView bytes, std::size_t base) {
    if (bytes.size() < kIpv6) return std::unexpected(Malformed{"ipv6.header", "missing", base});
    if (bytes[0] >> 4 != 6) return std::unexpected(Malformed{"ipv6.version", "not 6", base});
    Ip ip;
    std::ranges::copy(bytes.subspan(8, 16), ip.source.begin());
    std::ranges::copy(bytes.subspan(24, 16), ip.destination.begin());
    ip.length = kIpv6 + u16(bytes, 4);
    ip.payload = limited(bytes.subspan(kIpv6), u16(bytes, 4));
    ip.payload_at = base + kIpv6;
    ip.protocol = bytes[6];
    ip.hops = bytes[7];
    while (is_ipv6_extension(ip.protocol)) {
        const auto& rest = ip.payload;
        const std::size_t length = rest.size() < 2 ? 8 : 8 + 8u * rest[1];
        if (rest.size() < length)
            return std::unexpected(Malformed{"ipv6.extension", "longer than its packet", base + 6});
        ip.protocol = rest[0];
        ip.payload_at += length;
        ip.payload = rest.subspan(length);
    }
    ip.fragment = ip.protocol == kIpv6Fragment;
    return ip;
}

void ipv4_header(wire::Writer& out, const Address& source, const Address& destination, std::uint8_t protocol,
                 std::size_t payload) {
    out.u16be("ethernet.type", kTypeIpv4);
    out.u16be("ipv4.version", 0x4500);
    out.u16be("ipv4.length", static_cast<std::uint16_t>(kIpv4 + payload));
    out.u16be("ipv4.identification", 0);
    out.u16be("ipv4.fragment", 0x4000);  // do not fragment
    out.u8("ipv4.timeToLive", 64);
    out.u8("ipv4.protocol", protocol);
    out.u16be("ipv4.checksum", 0);
    out.raw("ipv4.source", BytesView(source).last(4));
    out.raw("ipv4.destination", BytesView(destination).last(4));
    set_u16(out.bytes, kEthernet + 10, checksum({BytesView(out.bytes).subspan(kEthernet)}));
}

void ipv6_header(wire::Writer& out, const Address& source, const Address& destination, std::uint8_t protocol,
                 std::size_t payload) {
    out.u16be("ethernet.type", kTypeIpv6);
    out.u32be("ipv6.version", 0x60000000);
    out.u16be("ipv6.length", static_cast<std::uint16_t>(payload));
    out.u8("ipv6.nextHeader", protocol);
    out.u8("ipv6.hopLimit", 64);
    out.raw("ipv6.source", source);
    out.raw("ipv6.destination", destination);
}

}  // namespace

Address ipv4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
    return {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d};
}

bool is_ipv4(const Address& address) {
    return std::ranges::equal(BytesView(address).first(12), BytesView(ipv4(0, 0, 0, 0)).first(12));
}

void set_u16(Bytes& bytes, std::size_t at, std::uint16_t value) {
    bytes[at] = static_cast<std::uint8_t>(value >> 8);
    bytes[at + 1] = static_cast<std::uint8_t>(value);
}

std::uint16_t checksum(std::initializer_list<BytesView> parts) {
    std::uint64_t sum = 0;
    for (const auto part : parts) {
        for (std::size_t i = 0; i + 1 < part.size(); i += 2) sum += u16(part, i);
        if (part.size() % 2 != 0) sum += static_cast<std::uint32_t>(part.back()) << 8;
    }
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum);
}

std::uint16_t checksum_between(const Address& source, const Address& destination, std::uint8_t protocol,
                               BytesView message) {
    const std::size_t address = is_ipv4(source) ? 4 : 16;
    const auto length = static_cast<std::uint32_t>(message.size());
    const std::array<std::uint8_t, 8> rest_of_pseudo_header{static_cast<std::uint8_t>(length >> 24),
                                                            static_cast<std::uint8_t>(length >> 16),
                                                            static_cast<std::uint8_t>(length >> 8),
                                                            static_cast<std::uint8_t>(length),
                                                            0,
                                                            0,
                                                            0,
                                                            protocol};
    return checksum({BytesView(source).last(address), BytesView(destination).last(address),
                     rest_of_pseudo_header, message});
}

FoundIp read_ip(BytesView frame) {
    if (frame.size() < kEthernet) return std::unexpected(Malformed{"ethernet.header", "missing", 0});
    const auto type = u16(frame, kMacs);
    if (type == kTypeIpv4) return read_ipv4(frame.subspan(kEthernet), kEthernet);
    if (type == kTypeIpv6) return read_ipv6(frame.subspan(kEthernet), kEthernet);
    return std::nullopt;
}

FoundIp read_ip_packet(BytesView packet) {
    if (packet.empty()) return std::unexpected(Malformed{"ip.version", "missing", 0});
    const auto version = packet[0] >> 4;
    if (version == 4) return read_ipv4(packet, 0);
    if (version == 6) return read_ipv6(packet, 0);
    return std::nullopt;
}

Bytes ip_frame(const Address& source, const Address& destination, std::uint8_t protocol, BytesView payload) {
    assert(is_ipv4(source) == is_ipv4(destination));
    assert(kIpv6 + payload.size() <= 65535);
    wire::Writer out;
    out.raw("ethernet.addresses", std::array<std::uint8_t, kMacs>{});
    is_ipv4(source) ? ipv4_header(out, source, destination, protocol, payload.size())
                    : ipv6_header(out, source, destination, protocol, payload.size());
    out.raw("ip.payload", payload);
    return std::move(out.bytes);
}

}  // namespace badrdp::path
