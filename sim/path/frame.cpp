#include "sim/path/frame.h"

#include "sim/wire/io/writer.h"

namespace badrdp::path {
namespace {

using wire::Bytes;
using wire::BytesView;
using wire::Malformed;

constexpr std::size_t kTcp = 20;  // without options

constexpr std::uint8_t kMssOption = 2;
constexpr std::uint8_t kMssSize = 1 + 1 + 2;  // kind, length, value

// Kinds 0 and 1 are one byte long, every other one says its length [RFC 9293 3.1].
std::optional<std::uint16_t> read_mss(BytesView options) {
    while (!options.empty() && options[0] != 0) {
        if (options[0] == 1) {
            options = options.subspan(1);
            continue;
        }
        if (options.size() < 2 || options[1] < 2 || options[1] > options.size()) return std::nullopt;
        if (options[0] == kMssOption && options[1] == kMssSize) return u16(options, 2);
        options = options.subspan(options[1]);
    }
    return std::nullopt;
}

// Filled where the caller wants it: each packet of a capture is read here, and copies are dear.
wire::Expected<Segment> filled_segment(const Ip& ip, std::size_t header) {
    const auto bytes = ip.payload;
    wire::Expected<Segment> out(std::in_place);
    out->source = {ip.source, u16(bytes, 0)};
    out->destination = {ip.destination, u16(bytes, 2)};
    out->sequence = u32(bytes, 4);
    out->acknowledgement = u32(bytes, 8);
    out->flags = bytes[13];
    out->window = u16(bytes, 14);
    if (out->has(tcp_flag::syn)) out->mss = read_mss(bytes.first(header).subspan(kTcp));
    out->payload = bytes.subspan(header);
    return out;
}

}  // namespace

wire::Expected<Segment> read_segment(const Ip& ip) {
    const auto bytes = ip.payload;
    if (bytes.size() < kTcp) return std::unexpected(Malformed{"tcp.header", "missing", ip.payload_at});
    const std::size_t header = 4u * (bytes[12] >> 4);
    if (header < kTcp || header > bytes.size())
        return std::unexpected(Malformed{"tcp.dataOffset", "not that of its header", ip.payload_at + 12});
    return filled_segment(ip, header);
}

wire::Expected<std::optional<Segment>> read_frame(BytesView frame) {
    const auto ip = read_ip(frame);
    if (!ip) return std::unexpected(ip.error());
    if (!*ip || (*ip)->fragment || (*ip)->protocol != ip_protocol::tcp) return std::nullopt;
    return read_segment(**ip);
}

Bytes to_frame(const Segment& segment) {
    const auto& from = segment.source.address;
    const auto& to = segment.destination.address;
    wire::Writer tcp;
    tcp.u16be("tcp.sourcePort", segment.source.port);
    tcp.u16be("tcp.destinationPort", segment.destination.port);
    tcp.u32be("tcp.sequence", segment.sequence);
    tcp.u32be("tcp.acknowledgement", segment.acknowledgement);
    const auto header = kTcp + (segment.mss ? kMssSize : 0);
    tcp.u8("tcp.dataOffset", static_cast<std::uint8_t>(header / 4 << 4));
    tcp.u8("tcp.flags", segment.flags);
    tcp.u16be("tcp.window", segment.window);
    tcp.u16be("tcp.checksum", 0);
    tcp.u16be("tcp.urgentPointer", 0);
    if (segment.mss) {
        tcp.u16be("tcp.mssOption", kMssOption << 8 | kMssSize);
        tcp.u16be("tcp.mss", *segment.mss);
    }
    tcp.raw("tcp.payload", segment.payload);
    set_u16(tcp.bytes, 16, checksum_between(from, to, ip_protocol::tcp, tcp.bytes));
    return ip_frame(from, to, ip_protocol::tcp, tcp.bytes);
}

}  // namespace badrdp::path
