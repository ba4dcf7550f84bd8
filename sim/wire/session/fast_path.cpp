#include "sim/wire/session/fast_path.h"

namespace badrdp::wire {

namespace {

struct Names {
    std::string_view header, length1, length2, fips_length, fips_version, fips_padlen, signature, data;
};

constexpr Names kInput{"fastPathInput.fpInputHeader",
                       "fastPathInput.length1",
                       "fastPathInput.length2",
                       "fastPathInput.fipsInformation.length",
                       "fastPathInput.fipsInformation.version",
                       "fastPathInput.fipsInformation.padlen",
                       "fastPathInput.dataSignature",
                       "fastPathInput.fpInputEvents"};
constexpr Names kOutput{"fastPathOutput.fpOutputHeader",
                        "fastPathOutput.length1",
                        "fastPathOutput.length2",
                        "fastPathOutput.fipsInformation.length",
                        "fastPathOutput.fipsInformation.version",
                        "fastPathOutput.fipsInformation.padlen",
                        "fastPathOutput.dataSignature",
                        "fastPathOutput.fpOutputUpdates"};

const Names& names_of(const FastPathForm& form) { return form.sender == Role::client ? kInput : kOutput; }

}  // namespace

Expected<FastPath> FastPath::read(Reader& in, const FastPathForm& form) {
    const auto& names = names_of(form);
    FastPath pdu{.form = form};
    const auto whole = in.remaining();
    const auto header = in.u8(names.header);
    if ((header & 3) != 0) in.fail(names.header, "not fast-path");
    pdu.num_events = header >> 2 & 0xf;
    pdu.flags = header >> 6;
    std::size_t length = in.u8(names.length1);
    pdu.short_length = length < 0x80;
    if (!pdu.short_length) length = (length & 0x7f) << 8 | in.u8(names.length2);
    if (length != whole) in.fail(names.length1, "is not the size of the packet");
    if (form.fips) {
        pdu.fips.length = in.u16le(names.fips_length);
        pdu.fips.version = in.u8(names.fips_version);
        pdu.fips.padlen = in.u8(names.fips_padlen);
        if (pdu.fips.length != FastPathFips::kLength) in.fail(names.fips_length, "not 16");
        if (pdu.fips.padlen > 7) in.fail(names.fips_padlen, "a whole block of padding");
    }
    if ((pdu.flags & kEncrypted) != 0) read_value(in, names.signature, pdu.data_signature);
    const auto data = in.rest(names.data);
    pdu.data.assign(data.begin(), data.end());
    if (in.malformed()) return std::unexpected(*in.malformed());
    return pdu;
}

void FastPath::write(Writer& out) const {
    const auto& names = names_of(form);
    const std::size_t length = (short_length ? 2u : 3u) + (form.fips ? 4u : 0u) +
                               ((flags & kEncrypted) != 0 ? data_signature.size() : 0u) + data.size();
    out.u8(names.header, static_cast<std::uint8_t>((num_events & 0xf) << 2 | (flags & 3) << 6));
    if (short_length) {
        out.u8(names.length1, static_cast<std::uint8_t>(length & 0x7f));
    } else {
        out.u8(names.length1, static_cast<std::uint8_t>(0x80 | (length >> 8 & 0x7f)));
        out.u8(names.length2, static_cast<std::uint8_t>(length & 0xff));
    }
    if (form.fips) {
        out.u16le(names.fips_length, fips.length);
        out.u8(names.fips_version, fips.version);
        out.u8(names.fips_padlen, fips.padlen);
    }
    if ((flags & kEncrypted) != 0) out.raw(names.signature, data_signature);
    out.raw(names.data, data);
}

Expected<FastPathUpdate> FastPathUpdate::read(Reader& in) {
    FastPathUpdate update;
    const auto header = in.u8("fastPathUpdate.updateHeader");
    update.update_code = header & 0xf;
    update.fragmentation = header >> 4 & 3;
    update.compression = header >> 6;
    if ((update.compression & kCompressionUsed) != 0)
        update.compression_flags = in.u8("fastPathUpdate.compressionFlags");
    const auto size = in.u16le("fastPathUpdate.size");
    if (size > in.remaining()) in.fail("fastPathUpdate.size", "more than there is");
    const auto data = in.bytes("fastPathUpdate.updateData", size);
    update.update_data.assign(data.begin(), data.end());
    if (in.malformed()) return std::unexpected(*in.malformed());
    return update;
}

void FastPathUpdate::write(Writer& out) const {
    out.u8(
        "fastPathUpdate.updateHeader",
        static_cast<std::uint8_t>((update_code & 0xf) | (fragmentation & 3) << 4 | (compression & 3) << 6));
    if ((compression & kCompressionUsed) != 0) out.u8("fastPathUpdate.compressionFlags", compression_flags);
    out.u16le("fastPathUpdate.size", static_cast<std::uint16_t>(update_data.size()));
    out.raw("fastPathUpdate.updateData", update_data);
}

}  // namespace badrdp::wire
