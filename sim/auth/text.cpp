#include "sim/auth/text.h"

#include "sim/wire/io/utf16.h"

namespace badrdp::auth {

namespace {

void put_unit(Bytes& out, std::uint32_t unit) {
    out.push_back(static_cast<std::uint8_t>(unit));
    out.push_back(static_cast<std::uint8_t>(unit >> 8));
}

std::uint32_t unit_at(BytesView text, std::size_t i) {
    return text[2 * i] | static_cast<std::uint32_t>(text[2 * i + 1]) << 8;
}

std::uint32_t upper_unit(std::uint32_t c) {
    if (c >= 'a' && c <= 'z') return c - 0x20;
    if (c >= 0xe0 && c <= 0xfe && c != 0xf7) return c - 0x20;  // Latin-1
    if (c == 0xff) return 0x178;
    const bool even_is_upper = (c >= 0x100 && c <= 0x137 && c != 0x131) || (c >= 0x14a && c <= 0x177);
    if (even_is_upper) return c & ~1u;
    const bool odd_is_upper = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e);
    if (odd_is_upper && c % 2 == 0) return c - 1;
    if (c >= 0x3b1 && c <= 0x3c9 && c != 0x3c2) return c - 0x20;  // Greek
    if (c >= 0x430 && c <= 0x44f) return c - 0x20;                // Cyrillic
    if (c >= 0x450 && c <= 0x45f) return c - 0x50;
    return c;
}

}  // namespace

Bytes utf16(std::string_view text) { return wire::utf16le_of(text); }

std::string utf8(BytesView text) { return wire::utf8_of(text); }

Bytes upper(BytesView utf16_text) {
    Bytes out;
    for (std::size_t i = 0; i < utf16_text.size() / 2; ++i) put_unit(out, upper_unit(unit_at(utf16_text, i)));
    return out;
}

}  // namespace badrdp::auth
