#include "sim/auth/text.h"

namespace badrdp::auth {

namespace {

constexpr char32_t kUnreadable = 0xfffd;

void put_unit(Bytes& out, std::uint32_t unit) {
    out.push_back(static_cast<std::uint8_t>(unit));
    out.push_back(static_cast<std::uint8_t>(unit >> 8));
}

// The next character, which `at` then is behind; it always moves on.
char32_t next_of_utf8(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto first = byte(at++);
    if (first < 0x80) return first;
    const std::size_t more = first >= 0xf0 && first < 0xf5 ? 3 : first >= 0xe0 ? 2 : 1;
    if (first < 0xc2 || first >= 0xf5 || text.size() - at < more) return kUnreadable;
    char32_t c = first & (0x3fu >> more);
    for (std::size_t i = 0; i < more; ++i) {
        if ((byte(at + i) & 0xc0) != 0x80) return kUnreadable;
        c = c << 6 | (byte(at + i) & 0x3fu);
    }
    constexpr char32_t kLeast[] = {0, 0x80, 0x800, 0x10000};
    if (c < kLeast[more] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) return kUnreadable;
    at += more;
    return c;
}

void put_utf8(std::string& out, char32_t c) {
    const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (c < 0x80) return put(c);
    if (c < 0x800) {
        put(0xc0 | c >> 6);
    } else if (c < 0x10000) {
        put(0xe0 | c >> 12);
        put(0x80 | (c >> 6 & 0x3f));
    } else {
        put(0xf0 | c >> 18);
        put(0x80 | (c >> 12 & 0x3f));
        put(0x80 | (c >> 6 & 0x3f));
    }
    put(0x80 | (c & 0x3f));
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

Bytes utf16(std::string_view text) {
    Bytes out;
    for (std::size_t at = 0; at < text.size();) {
        const auto c = next_of_utf8(text, at);
        if (c >= 0x10000) {
            put_unit(out, 0xd800 + ((c - 0x10000) >> 10));
            put_unit(out, 0xdc00 + ((c - 0x10000) & 0x3ff));
        } else {
            put_unit(out, c);
        }
    }
    return out;
}

std::string utf8(BytesView text) {
    std::string out;
    const auto units = text.size() / 2;
    for (std::size_t i = 0; i < units; ++i) {
        char32_t c = unit_at(text, i);
        if (c >= 0xd800 && c < 0xe000) {
            const auto low = c < 0xdc00 && i + 1 < units ? unit_at(text, i + 1) : 0;
            if (low >= 0xdc00 && low < 0xe000) {
                c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
                ++i;
            } else {
                c = kUnreadable;
            }
        }
        put_utf8(out, c);
    }
    if (text.size() % 2 != 0) put_utf8(out, kUnreadable);
    return out;
}

Bytes upper(BytesView utf16_text) {
    Bytes out;
    for (std::size_t i = 0; i < utf16_text.size() / 2; ++i) put_unit(out, upper_unit(unit_at(utf16_text, i)));
    return out;
}

}  // namespace badrdp::auth
