// Fast-path: PDUs of a running session without TPKT, X.224, MCS and share headers
// [MS-RDPBCGR 2.2.8.1.2, 2.2.9.1.2].
#pragma once

#include <optional>

#include "sim/wire/io/fixed_fields.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::wire {

// TS_FP_FIPS_INFO [2.2.8.1.2.1].
struct FastPathFips {
    static constexpr std::uint16_t kLength = 0x10;

    std::uint16_t length = kLength;
    std::uint8_t version = 1;
    std::uint8_t padlen = 0;

    friend bool operator==(const FastPathFips&, const FastPathFips&) = default;
};

// What the bytes do not tell: who speaks, and whether both have agreed upon FIPS.
struct FastPathForm {
    Role sender = Role::server;
    bool fips = false;
    friend bool operator==(const FastPathForm&, const FastPathForm&) = default;
};

// A whole packet, TS_FP_INPUT_PDU or TS_FP_UPDATE_PDU, up to and with its signature field by field. `data` is
// what may be encrypted: of input, the number of events if `num_events` is 0, and the events; of output,
// updates.
struct FastPath {
    static constexpr std::uint8_t kSecureChecksum = 0x1;
    static constexpr std::uint8_t kEncrypted = 0x2;
    static constexpr std::size_t kLongest = 0x7fff;

    FastPathForm form{};
    std::uint8_t num_events = 0;                   // 4 bits; reserved in output
    std::uint8_t flags = 0;                        // 2 bits
    bool short_length = false;                     // one byte says the length of up to 127 bytes, two say any
    FastPathFips fips{};                           // if `form` says so
    std::array<std::uint8_t, 8> data_signature{};  // if kEncrypted
    Bytes data{};

    // Of exactly one packet.
    static Expected<FastPath> read(Reader& in, const FastPathForm& form);
    void write(Writer& out) const;

    friend bool operator==(const FastPath&, const FastPath&) = default;
};

// TS_FP_UPDATE [2.2.9.1.2.1].
struct FastPathUpdate {
    static constexpr std::uint8_t kOrders = 0x0;
    static constexpr std::uint8_t kBitmap = 0x1;
    static constexpr std::uint8_t kPalette = 0x2;
    static constexpr std::uint8_t kSynchronize = 0x3;
    static constexpr std::uint8_t kSurfaceCommands = 0x4;
    static constexpr std::uint8_t kPointerNull = 0x5;
    static constexpr std::uint8_t kPointerDefault = 0x6;
    static constexpr std::uint8_t kFragmentSingle = 0;
    static constexpr std::uint8_t kFragmentLast = 1;
    static constexpr std::uint8_t kFragmentFirst = 2;
    static constexpr std::uint8_t kFragmentNext = 3;
    static constexpr std::uint8_t kCompressionUsed = 2;

    std::uint8_t update_code = kBitmap;
    std::uint8_t fragmentation = kFragmentSingle;
    std::uint8_t compression = 0;
    std::uint8_t compression_flags = 0;  // if kCompressionUsed
    Bytes update_data{};

    static Expected<FastPathUpdate> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const FastPathUpdate&, const FastPathUpdate&) = default;
};

}  // namespace badrdp::wire
