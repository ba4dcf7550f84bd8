#include "capture/json_writer.h"

#include <algorithm>
#include <charconv>

namespace badrdp::capture {
namespace {

constexpr bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

// Whether any of eight characters does, by the well-known ways to find a zero or a smaller byte in a word.
bool any_needs_escape(std::uint64_t eight) {
    constexpr std::uint64_t kOnes = 0x0101010101010101u;
    constexpr std::uint64_t kTops = 0x8080808080808080u;
    const auto zero_in = [](std::uint64_t word) { return (word - kOnes) & ~word & kTops; };
    return (((eight - kOnes * 0x20) & ~eight & kTops) | zero_in(eight ^ kOnes * '"') |
            zero_in(eight ^ kOnes * '\\')) != 0;
}

std::uint64_t eight_at(const char* at) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, at, sizeof eight);
    return eight;
}

bool is_plain(std::string_view text) {
    constexpr auto kEight = sizeof(std::uint64_t);
    if (text.size() < kEight) return std::ranges::none_of(text, needs_escape);
    // The last eight may be looked at again.
    const auto* const last = text.data() + text.size() - kEight;
    for (const auto* at = text.data(); at < last; at += kEight)
        if (any_needs_escape(eight_at(at))) return false;
    return !any_needs_escape(eight_at(last));
}

}  // namespace

JsonWriter& JsonWriter::text(std::string_view value) {
    if (is_plain(value)) return word(value);
    separate();
    put('"');
    put_escaped(value);
    put('"');
    return *this;
}

JsonWriter& JsonWriter::long_word(std::string_view value) {
    separate();
    put('"');
    hand_on();
    *out_ += value;
    put('"');
    return *this;
}

void JsonWriter::put_escaped(std::string_view value) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (const char c : value) {
        const auto code = static_cast<unsigned char>(c);
        if (code < 0x20) {
            put("\\u00");
            put(kDigits[code >> 4]);
            put(kDigits[code & 0x0f]);
            continue;
        }
        if (needs_escape(c)) put('\\');
        put(c);
    }
}

JsonWriter& JsonWriter::put_number(std::uint64_t value) {
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    return bare({digits.data(), end});
}

JsonWriter& JsonWriter::seconds(std::chrono::nanoseconds value) {
    constexpr std::uint64_t kBillion = 1'000'000'000;
    const bool negative = value.count() < 0;
    const auto all = static_cast<std::uint64_t>(negative ? -value.count() : value.count());
    separate();
    if (negative) put('-');
    comma_ = false;
    put_number(all / kBillion);
    std::array<char, 1 + 9> fraction;
    fraction[0] = '.';
    std::size_t shown = 2;  // the last digits that are no zeros, and at least one
    auto rest = all % kBillion;
    for (auto at = fraction.size() - 1; at > 0; --at, rest /= 10) {
        fraction[at] = static_cast<char>('0' + rest % 10);
        if (rest % 10 != 0) shown = std::max(shown, at + 1);
    }
    put({fraction.data(), shown});
    return *this;
}

}  // namespace badrdp::capture
