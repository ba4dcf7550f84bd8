#include "sim/wire/share/share_control.h"

namespace badrdp::wire {

namespace {

constexpr std::uint16_t kTypeMask = 0x000f;
constexpr std::size_t kFlowMarker = 0x8000;  // in the place of a totalLength: a T.128 flow PDU
constexpr std::size_t kFlowSize = 2 + 1 + 1 + 1 + 1 + 2;

}  // namespace

ShareControl ShareControl::read(Reader& in, std::uint16_t type) {
    ShareControl control;
    const auto total = in.u16le("shareControlHeader.totalLength");
    if (total != 2 + in.remaining()) in.fail("shareControlHeader.totalLength", "is not the size of the PDU");
    const auto pdu_type = in.u16le("shareControlHeader.pduType");
    if ((pdu_type & kTypeMask) != type) in.fail("shareControlHeader.pduType", "another PDU");
    control.pdu_version = static_cast<std::uint16_t>(pdu_type & ~kTypeMask);
    control.pdu_source = in.u16le("shareControlHeader.pduSource");
    return control;
}

LaterLength ShareControl::write(Writer& out, std::uint16_t type) const {
    LaterLength total(out, "shareControlHeader.totalLength");
    out.u16le("shareControlHeader.pduType", static_cast<std::uint16_t>(pdu_version | type));
    out.u16le("shareControlHeader.pduSource", pdu_source);
    return total;
}

ShareData ShareData::read(Reader& in, std::uint8_t type2) {
    ShareData share;
    share.control = ShareControl::read(in, kPduData);
    share.share_id = in.u32le("shareDataHeader.shareID");
    share.pad1 = in.u8("shareDataHeader.pad1");
    share.stream_id = in.u8("shareDataHeader.streamID");
    const auto uncompressed = in.u16le("shareDataHeader.uncompressedLength");
    if (uncompressed != in.remaining()) share.uncompressed_length = uncompressed;
    if (in.u8("shareDataHeader.pduType2") != type2) in.fail("shareDataHeader.pduType2", "another PDU");
    share.compressed_type = in.u8("shareDataHeader.compressedType");
    if ((share.compressed_type & kPacketCompressed) != 0)
        in.fail("shareDataHeader.compressedType", "compressed, which nobody has offered");
    share.compressed_length = in.u16le("shareDataHeader.compressedLength");
    return share;
}

LaterLength ShareData::write_head(Writer& out, std::uint8_t type2) const {
    out.u32le("shareDataHeader.shareID", share_id);
    out.u8("shareDataHeader.pad1", pad1);
    out.u8("shareDataHeader.streamID", stream_id);
    LaterLength uncompressed(out, "shareDataHeader.uncompressedLength");
    out.u8("shareDataHeader.pduType2", type2);
    out.u8("shareDataHeader.compressedType", compressed_type);
    out.u16le("shareDataHeader.compressedLength", compressed_length);
    return uncompressed;
}

void end_of_share_pdu(Reader& in) {
    if (in.remaining() > 0)
        in.fail("shareControlHeader.totalLength", "counts more than the parts of the PDU");
}

std::size_t share_pdu_size(BytesView user_data) {
    Reader head(user_data);
    std::size_t total = head.u16le("shareControlHeader.totalLength");
    if (total == kFlowMarker) total = kFlowSize;
    return total < ShareControl::kSize || total > user_data.size() ? user_data.size() : total;
}

std::vector<BytesView> cut_share_pdus(BytesView user_data) {
    std::vector<BytesView> pdus;
    while (!user_data.empty()) {
        const auto total = share_pdu_size(user_data);
        pdus.push_back(user_data.first(total));
        user_data = user_data.subspan(total);
    }
    return pdus;
}

}  // namespace badrdp::wire
