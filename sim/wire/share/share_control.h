// The headers that every PDU of a share wears [MS-RDPBCGR 2.2.8.1.1.1], and how user data that holds several
// such PDUs is cut into them.
#pragma once

#include <optional>

#include "sim/wire/io/fixed_fields.h"

namespace badrdp::wire {

// The low four bits of shareControlHeader.pduType [2.2.8.1.1.1.1].
inline constexpr std::uint16_t kPduDemandActive = 0x1;
inline constexpr std::uint16_t kPduConfirmActive = 0x3;
inline constexpr std::uint16_t kPduDeactivateAll = 0x6;
inline constexpr std::uint16_t kPduData = 0x7;
inline constexpr std::uint16_t kPduServerRedirection = 0xa;

// shareDataHeader.pduType2 [2.2.8.1.1.1.2], as far as it is spoken here.
inline constexpr std::uint8_t kPdu2Update = 0x02;
inline constexpr std::uint8_t kPdu2Control = 0x14;
inline constexpr std::uint8_t kPdu2Pointer = 0x1b;
inline constexpr std::uint8_t kPdu2Input = 0x1c;
inline constexpr std::uint8_t kPdu2Synchronize = 0x1f;
inline constexpr std::uint8_t kPdu2ShutdownRequest = 0x24;
inline constexpr std::uint8_t kPdu2ShutdownDenied = 0x25;
inline constexpr std::uint8_t kPdu2SaveSessionInfo = 0x26;
inline constexpr std::uint8_t kPdu2FontList = 0x27;
inline constexpr std::uint8_t kPdu2FontMap = 0x28;
inline constexpr std::uint8_t kPdu2PersistentKeyList = 0x2b;
inline constexpr std::uint8_t kPdu2SetErrorInfo = 0x2f;
inline constexpr std::uint8_t kPdu2ArcStatus = 0x32;

inline constexpr std::uint16_t kServerChannel = 0x03ea;  // the MCS user that a server is

// TS_SHARECONTROLHEADER, without its totalLength and the type of its PDU, which the codec of that PDU knows.
struct ShareControl {
    static constexpr std::size_t kSize = 2 + 2 + 2;  // totalLength, pduType, pduSource
    static constexpr std::uint16_t kVersion = 0x10;

    std::uint16_t pdu_version = kVersion;  // all of pduType but its low four bits
    std::uint16_t pdu_source = kServerChannel;

    // Of a PDU of this type that `in` holds to its end.
    static ShareControl read(Reader& in, std::uint16_t type);
    LaterLength write(Writer& out, std::uint16_t type) const;

    friend bool operator==(const ShareControl&, const ShareControl&) = default;
};

// TS_SHAREDATAHEADER, without its pduType2. Nobody here has offered compression.
struct ShareData {
    static constexpr std::uint8_t kPacketCompressed = 0x20;

    ShareControl control{};
    std::uint32_t share_id = 0x000103ea;
    std::uint8_t pad1 = 0;
    std::uint8_t stream_id = 1;  // low
    // What clients count is everything from pduType2 on, and so it is written if nothing stands here. Windows
    // servers count the whole PDU, and some PDUs of Windows clients have zero or junk.
    std::optional<std::uint16_t> uncompressed_length{};
    std::uint8_t compressed_type = 0;
    std::uint16_t compressed_length = 0;

    // Of a PDU of this type that `in` holds to its end.
    static ShareData read(Reader& in, std::uint8_t type2);

    // The header, what `body` writes, and then the lengths.
    template <class Body>
    void write(Writer& out, std::uint8_t type2, Body body) const {
        const auto begin = out.bytes.size();
        auto total = control.write(out, kPduData);
        auto uncompressed = write_head(out, type2);
        body();
        total.count_from(begin);
        uncompressed.set(
            uncompressed_length.value_or(static_cast<std::uint16_t>(out.bytes.size() - uncompressed.end())));
    }

    friend bool operator==(const ShareData&, const ShareData&) = default;

private:
    LaterLength write_head(Writer& out, std::uint8_t type2) const;
};

// Blames the total for whatever follows the last part of a PDU.
void end_of_share_pdu(Reader& in);

// Of a data PDU with a `share` and a list of fields, and nothing else.
template <class Pdu>
Expected<Pdu> read_fixed_data(Reader& in) {
    Pdu pdu;
    pdu.share = ShareData::read(in, Pdu::kType);
    read_fields(in, pdu);
    end_of_share_pdu(in);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return pdu;
}

template <class Pdu>
void write_fixed_data(Writer& out, const Pdu& pdu) {
    pdu.share.write(out, Pdu::kType, [&] { write_fields(out, pdu); });
}

// How long the first PDU of some user data is: as its totalLength says, or, where that is less than a header
// or more than there is, all of it.
std::size_t share_pdu_size(BytesView user_data);

// The PDUs of one user data, in order, each as long as its totalLength says. What cannot be cut, because its
// length is less than a header or more than there is, comes out whole and last: its codec will say so.
std::vector<BytesView> cut_share_pdus(BytesView user_data);

}  // namespace badrdp::wire
