// Why some bytes are not the PDU they claim to be.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace badrdp::wire {

using Bytes = std::vector<std::uint8_t>;
using BytesView = std::span<const std::uint8_t>;

// Printed and compared, never switched on: a caller that needs to branch asks a question of the PDU.
// Both texts are literals, so a Malformed may outlive the bytes it speaks of.
struct Malformed {
    std::string_view field;  // "tpkt.length": faults and reports say the same word
    std::string_view why;    // "shorter than its own header"
    std::size_t at = 0;      // byte offset of that field in the PDU

    friend bool operator==(const Malformed&, const Malformed&) = default;
};

inline std::string to_string(const Malformed& m) {
    return std::string(m.field) + ": " + std::string(m.why) + " (byte " + std::to_string(m.at) + ")";
}

template <class T>
using Expected = std::expected<T, Malformed>;

// Where a named field lies in a PDU. The name is a literal and is one word in every part of badrdp.
struct FieldSpan {
    std::string_view name;
    std::size_t at = 0;
    std::size_t width = 0;
    bool little_endian = false;

    friend bool operator==(const FieldSpan&, const FieldSpan&) = default;
};

}  // namespace badrdp::wire
