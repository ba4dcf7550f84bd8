#include "sim/wire/tls/tls_record.h"

#include <algorithm>

namespace badrdp::wire {

namespace {

bool is_record_type(std::uint8_t type) {
    return type >= tls_type::change_cipher_spec && type <= tls_type::application_data;
}

}  // namespace

Expected<TlsRecordHeader> TlsRecordHeader::read(Reader& in) {
    TlsRecordHeader header;
    header.type = in.u8("tlsRecord.type");
    // Asked at once: what is no TLS at all is known by its first byte, however short it is.
    if (!is_record_type(header.type)) in.fail("tlsRecord.type", "not a type of TLS record");
    header.version = in.u16be("tlsRecord.version");
    if (header.version >> 8 != 3) in.fail("tlsRecord.version", "major version is not 3");
    header.length = in.u16be("tlsRecord.length");
    if (header.length > kMaxLength) in.fail("tlsRecord.length", "more than 18432");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return header;
}

void TlsRecordHeader::write(Writer& out) const {
    out.u8("tlsRecord.type", type);
    out.u16be("tlsRecord.version", version);
    out.u16be("tlsRecord.length", length);
}

Expected<TlsAlert> TlsAlert::read(Reader& in) {
    TlsAlert alert;
    alert.level = in.u8("tlsAlert.level");
    if (alert.level != 1 && alert.level != 2) in.fail("tlsAlert.level", "neither warning nor fatal");
    alert.description = in.u8("tlsAlert.description");
    if (in.remaining() > 0) in.fail("tlsAlert.description", "is not the last byte");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return alert;
}

void TlsAlert::write(Writer& out) const {
    out.u8("tlsAlert.level", level);
    out.u8("tlsAlert.description", description);
}

Writer to_writer(const TlsAlert& alert, std::uint16_t version) {
    Writer out;
    TlsRecordHeader{tls_type::alert, version, TlsAlert::kSize}.write(out);
    alert.write(out);
    return out;
}

void TlsRecordReader::feed(BytesView chunk) {
    if (!unparsed_.add(chunk) && !malformed_)
        malformed_ = Malformed{"tlsRecord.length", "64 KiB were sent and nobody asked", 0};
}

std::optional<TlsRecord> TlsRecordReader::next() {
    const auto waiting = unparsed_.view();
    if (malformed_ || waiting.empty()) return std::nullopt;
    // Of a short header only the type is judged.
    if (waiting.size() < TlsRecordHeader::kSize && is_record_type(waiting.front())) return std::nullopt;

    Reader in(waiting.first(std::min(waiting.size(), TlsRecordHeader::kSize)));
    const auto header = TlsRecordHeader::read(in);
    if (!header) malformed_ = header.error();
    if (malformed_ || waiting.size() - TlsRecordHeader::kSize < header->length) return std::nullopt;
    unparsed_.take(TlsRecordHeader::kSize);
    return TlsRecord{*header, unparsed_.take(header->length)};
}

}  // namespace badrdp::wire
