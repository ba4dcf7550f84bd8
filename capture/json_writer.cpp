#include "capture/json_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

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

bool is_plain(std::string_view text) {
    for (; text.size() >= sizeof(std::uint64_t); text.remove_prefix(sizeof(std::uint64_t))) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, text.data(), sizeof eight);
        if (any_needs_escape(eight)) return false;
    }
    return std::ranges::none_of(text, needs_escape);
}

}  // namespace

JsonWriter& JsonWriter::key(std::string_view name) {
    if (comma_) *out_ += ',';
    *out_ += '"';
    *out_ += name;
    *out_ += "\":";
    comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::text(std::string_view value) {
    separate();
    *out_ += '"';
    if (is_plain(value))
        *out_ += value;
    else
        escape(value);
    *out_ += '"';
    return *this;
}

void JsonWriter::escape(std::string_view value) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (const char c : value) {
        const auto code = static_cast<unsigned char>(c);
        if (code < 0x20) {
            *out_ += "\\u00";
            *out_ += kDigits[code >> 4];
            *out_ += kDigits[code & 0x0f];
            continue;
        }
        if (needs_escape(c)) *out_ += '\\';
        *out_ += c;
    }
}

JsonWriter& JsonWriter::put_number(std::uint64_t value) {
    separate();
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out_->append(digits.data(), end);
    return *this;
}

JsonWriter& JsonWriter::seconds(std::chrono::nanoseconds value) {
    constexpr std::uint64_t kBillion = 1'000'000'000;
    const bool negative = value.count() < 0;
    const auto all = static_cast<std::uint64_t>(negative ? -value.count() : value.count());
    separate();
    if (negative) *out_ += '-';
    std::array<char, 24> digits{};
    out_->append(digits.data(), std::to_chars(digits.begin(), digits.end(), all / kBillion).ptr);
    // With a one in front the fraction keeps its leading zeros; the point takes its place.
    std::string_view fraction(digits.data(),
                              std::to_chars(digits.begin(), digits.end(), kBillion + all % kBillion).ptr);
    while (fraction.size() > 2 && fraction.ends_with('0')) fraction.remove_suffix(1);
    *out_ += '.';
    *out_ += fraction.substr(1);
    return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
    separate();
    *out_ += value ? "true" : "false";
    return *this;
}

JsonWriter& JsonWriter::null() {
    separate();
    *out_ += "null";
    return *this;
}

}  // namespace badrdp::capture
