// TLS as the network sees it: records, and the alerts that still travel in clear [RFC 8446 5, 6;
// RFC 5246 6.2, 7.2].
#pragma once

#include <optional>

#include "sim/wire/io/backlog.h"
#include "sim/wire/io/reader.h"
#include "sim/wire/io/writer.h"

namespace badrdp::wire {

namespace tls_type {
inline constexpr std::uint8_t change_cipher_spec = 20;
inline constexpr std::uint8_t alert = 21;
inline constexpr std::uint8_t handshake = 22;
inline constexpr std::uint8_t application_data = 23;
}  // namespace tls_type

struct TlsRecordHeader {
    static constexpr std::size_t kSize = 1 + 2 + 2;                  // type, version, length
    static constexpr std::size_t kMaxLength = 16 * 1024 + 2 * 1024;  // of TLSCiphertext [RFC 5246 6.2.3]

    std::uint8_t type = tls_type::handshake;
    std::uint16_t version = 0x0303;
    std::uint16_t length = 0;  // of what follows this header

    static Expected<TlsRecordHeader> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const TlsRecordHeader&, const TlsRecordHeader&) = default;
};

struct TlsAlert {
    static constexpr std::size_t kSize = 1 + 1;  // level, description

    std::uint8_t level = 2;  // 1 warning, 2 fatal
    std::uint8_t description = 0;

    // Of the whole fragment of one alert record. An encrypted alert is longer, and so no TlsAlert.
    static Expected<TlsAlert> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const TlsAlert&, const TlsAlert&) = default;
};

// The whole record of an alert in clear, its lengths true.
Writer to_writer(const TlsAlert& alert, std::uint16_t version = 0x0303);

struct TlsRecord {
    TlsRecordHeader header;
    Bytes fragment;

    friend bool operator==(const TlsRecord&, const TlsRecord&) = default;
};

// Cuts a byte stream into records, with the manners of a Framer.
class TlsRecordReader {
public:
    void feed(BytesView chunk);
    std::optional<TlsRecord> next();
    const std::optional<Malformed>& malformed() const { return malformed_; }
    std::size_t buffered() const { return unparsed_.size(); }

private:
    Backlog unparsed_;
    std::optional<Malformed> malformed_;
};

}  // namespace badrdp::wire
