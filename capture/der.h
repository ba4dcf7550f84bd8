// Elements of DER [X.690 8.1], to read in or to write over: `Bytes` is a span of either kind.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace badrdp::capture {

template <class Bytes>
struct DerElement {
    std::uint8_t tag = 0;
    Bytes body{};
};

// Takes one element off the front; nothing: it is not whole, or has no definite length or a tag of more
// bytes.
template <class Bytes>
std::optional<DerElement<Bytes>> take_der(Bytes& from) {
    if (from.size() < 2 || (from[0] & 0x1f) == 0x1f) return std::nullopt;
    std::size_t length = from[1];
    std::size_t header = 2;
    if (length >= 0x80) {
        const std::size_t count = length & 0x7f;
        if (count == 0 || count > 3 || from.size() < 2 + count) return std::nullopt;
        length = 0;
        for (std::size_t i = 0; i < count; ++i) length = length << 8 | from[2 + i];
        header += count;
    }
    if (from.size() - header < length) return std::nullopt;
    const DerElement<Bytes> out{from[0], from.subspan(header, length)};
    from = from.subspan(header + length);
    return out;
}

}  // namespace badrdp::capture
