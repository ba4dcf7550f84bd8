#include "sim/path/frame.h"

#include "sim/wire/writer.h"

namespace badrdp::path {
namespace {

using wire::Bytes;
using wire::BytesView;
using wire::Malformed;

constexpr std::size_t kTcp = 20;  // without options

}  // namespace

wire::Expected<Segment> read_segment(const Ip& ip) {
    const auto bytes = ip.payload;
    if (bytes.size() < kTcp) return std::unexpected(Malformed{"tcp.header", "missing", ip.payload_at});
    const std::size_t header = 4u * (bytes[12] >> 4);
    if (header < kTcp || header > bytes.size())
        return std::unexpected(Malformed{"tcp.dataOffset", "not that of its header", ip.payload_at + 12});
    return Segment{.source = {ip.source, u16(bytes, 0)},
                   .destination = {ip.destination, u16(bytes, 2)},
                   .sequence = u32(bytes, 4),
                   .acknowledgement = u32(bytes, 8),
                   .flags = bytes[13],
                   .window = u16(bytes, 14),
                   .payload = bytes.subspan(header)};
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
    tcp.u8("tcp.dataOffset", kTcp / 4 << 4);
    tcp.u8("tcp.flags", segment.flags);
    tcp.u16be("tcp.window", segment.window);
    tcp.u16be("tcp.checksum", 0);
    tcp.u16be("tcp.urgentPointer", 0);
    tcp.raw("tcp.payload", segment.payload);
    set_u16(tcp.bytes, 16, checksum_between(from, to, ip_protocol::tcp, tcp.bytes));
    return ip_frame(from, to, ip_protocol::tcp, tcp.bytes);
}

}  // namespace badrdp::path
