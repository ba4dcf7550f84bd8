#include "harness/os/text.h"

#include <fmt/core.h>

#include <boost/locale/utf.hpp>

namespace badrdp::harness {
namespace {

namespace utf = boost::locale::utf;
using Utf8 = utf::utf_traits<char>;

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD
constexpr std::string_view kEllipsis = "\xe2\x80\xa6";     // U+2026

// Calls use(code point, its bytes) for each character; bytes that are none come one by one, as
// utf::illegal.
template <class Use>
void each_character(std::string_view bytes, Use use) {
    const char* at = bytes.data();
    const char* const end = at + bytes.size();
    while (at != end) {
        const char* next = at;
        auto character = Utf8::decode(next, end);
        if (character == utf::illegal || character == utf::incomplete) {
            character = utf::illegal;
            next = at + 1;
        }
        use(character, std::string_view(at, static_cast<std::size_t>(next - at)));
        at = next;
    }
}

bool is_control(utf::code_point c) { return c < 0x20 || (c >= 0x7f && c < 0xa0); }
bool turns_direction(utf::code_point c) {
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}
bool breaks_line(utf::code_point c) { return c == '\n' || c == '\t' || c == 0x2028 || c == 0x2029; }
// U+FFFE and its kind [XML 1.0 section 2.2 forbids the first two].
bool is_no_character(utf::code_point c) { return (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef); }

std::string_view shown(utf::code_point c, std::string_view bytes) {
    if (c == utf::illegal) return kReplacement;
    if (breaks_line(c)) return " ";
    if (c == '\r') return "";
    if (is_control(c) || turns_direction(c) || is_no_character(c)) return kReplacement;
    return bytes;
}

// The first `count` characters.
std::string_view first(std::string_view text, std::size_t count) {
    std::size_t size = 0;
    each_character(text, [&](auto, auto bytes) {
        if (count == 0) return;
        --count;
        size += bytes.size();
    });
    return text.substr(0, size);
}

}  // namespace

std::string whole_utf8(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    each_character(bytes, [&](auto c, auto raw) { out += c == utf::illegal ? kReplacement : raw; });
    return out;
}

std::string printable(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    each_character(bytes, [&](auto c, auto raw) { out += shown(c, raw); });
    return out;
}

std::string escaped(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    for (const char c : printable(bytes)) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += c;
        }
    }
    return out;
}

std::size_t width(std::string_view text) {
    std::size_t count = 0;
    each_character(text, [&](auto, auto) { ++count; });
    return count;
}

std::string clipped(std::string_view text, std::size_t most) {
    if (width(text) <= most) return std::string(text);
    return std::string(first(text, most - 1)).append(kEllipsis);
}

std::string padded(std::string_view text, std::size_t columns) {
    std::string out(text);
    if (const auto used = width(text); used < columns) out.append(columns - used, ' ');
    return out;
}

std::string fitted_id(std::string_view id, std::size_t columns) {
    if (width(id) <= columns) return std::string(id);
    const auto bracket = id.find('[');
    const auto variant = bracket == id.npos ? std::string_view() : id.substr(bracket);
    // Some of the name must be left, or the variant says nothing.
    if (variant.empty() || width(variant) > columns * 2 / 3) return clipped(id, columns);
    return clipped(id.substr(0, bracket), columns - width(variant)).append(variant);
}

std::string wrapped(std::string_view text, std::size_t columns, std::size_t indent, std::size_t used) {
    std::string out;
    bool fresh = true;  // nothing but the lead-in on this line
    while (!text.empty()) {
        const auto word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(text.size(), word.size() + 1));
        if (word.empty()) continue;
        if (!fresh && used + 1 + width(word) > columns) {
            out += '\n' + std::string(indent, ' ');
            used = indent;
            fresh = true;
        }
        if (!fresh) out += ' ', ++used;
        out += word;
        used += width(word);
        fresh = false;
    }
    return out;
}

std::string counted(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string reference(const std::filesystem::path& path) {
    std::string out = "./";
    for (const char c : path.generic_string()) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           std::string_view("-._~/").contains(c);
        out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

}  // namespace badrdp::harness
