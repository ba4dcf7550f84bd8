#include "sim/wire/io/utf16.h"

#include <array>

namespace badrdp::wire {

namespace {

constexpr char32_t kNoText = 0xfffd;

bool is_high(char32_t unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool is_low(char32_t unit) { return unit >= 0xdc00 && unit < 0xe000; }

void add_utf8(std::string& out, char32_t c) {
    const auto add = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (c < 0x80) return add(c);
    if (c < 0x800) {
        add(0xc0 | c >> 6);
    } else if (c < 0x10000) {
        add(0xe0 | c >> 12);
        add(0x80 | (c >> 6 & 0x3f));
    } else {
        add(0xf0 | c >> 18);
        add(0x80 | (c >> 12 & 0x3f));
        add(0x80 | (c >> 6 & 0x3f));
    }
    add(0x80 | (c & 0x3f));
}

void add_utf16(Bytes& out, char32_t c) {
    const auto add = [&](char32_t unit) {
        out.push_back(static_cast<std::uint8_t>(unit & 0xff));
        out.push_back(static_cast<std::uint8_t>(unit >> 8));
    };
    if (c < 0x10000) return add(c);
    add(0xd800 + ((c - 0x10000) >> 10));
    add(0xdc00 + ((c - 0x10000) & 0x3ff));
}

// The character at the front of `utf8`, which is then taken away: at least one byte of it.
char32_t take_utf8(std::string_view& utf8) {
    const auto lead = static_cast<unsigned char>(utf8.front());
    const std::size_t length = lead < 0x80       ? 1
                               : lead >> 5 == 6  ? 2
                               : lead >> 4 == 14 ? 3
                               : lead >> 3 == 30 ? 4
                                                 : 0;
    if (length == 0 || utf8.size() < length) {
        utf8.remove_prefix(1);
        return kNoText;
    }
    char32_t c = length == 1 ? lead : lead & (0x7fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
        const auto next = static_cast<unsigned char>(utf8[i]);
        if (next >> 6 != 2) {
            utf8.remove_prefix(1);
            return kNoText;
        }
        c = c << 6 | (next & 0x3fu);
    }
    utf8.remove_prefix(length);
    constexpr std::array<char32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
    const bool text = c >= kLeast[length] && c <= 0x10ffff && !is_high(c) && !is_low(c);
    return text ? c : kNoText;
}

}  // namespace

std::string utf8_of(BytesView utf16le) {
    std::string out;
    const auto unit = [&](std::size_t at) -> char32_t {
        return at + 1 < utf16le.size() ? char32_t{utf16le[at]} | char32_t{utf16le[at + 1]} << 8 : kNoText;
    };
    for (std::size_t at = 0; at < utf16le.size(); at += 2) {
        const auto first = unit(at);
        if (is_high(first) && at + 3 < utf16le.size() && is_low(unit(at + 2))) {
            add_utf8(out, 0x10000 + ((first - 0xd800) << 10) + (unit(at + 2) - 0xdc00));
            at += 2;
        } else {
            add_utf8(out, is_high(first) || is_low(first) ? kNoText : first);
        }
    }
    return out;
}

Bytes utf16le_of(std::string_view utf8) {
    Bytes out;
    while (!utf8.empty()) add_utf16(out, take_utf8(utf8));
    return out;
}

}  // namespace badrdp::wire
