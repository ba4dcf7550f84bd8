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

template <class Word, std::size_t Size = sizeof(Word)>
Word word_at(const char* at) {
    Word word = 0;
    std::memcpy(&word, at, Size);
    return word;
}

// Some characters may be looked at twice.
bool is_plain(std::string_view text) {
    constexpr std::size_t kEight = sizeof(std::uint64_t), kFour = sizeof(std::uint32_t);
    const auto* const end = text.data() + text.size();
    if (text.size() >= kEight) {
        for (const auto* at = text.data(); at < end - kEight; at += kEight)
            if (any_needs_escape(word_at<std::uint64_t>(at))) return false;
        return !any_needs_escape(word_at<std::uint64_t>(end - kEight));
    }
    if (text.size() >= kFour)
        return !any_needs_escape(word_at<std::uint32_t>(text.data()) |
                                 word_at<std::uint64_t, kFour>(end - kFour) << 32);
    return std::ranges::none_of(text, needs_escape);
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

void JsonWriter::hand_on() {
    out_->append(piece_.data(), size_);
    size_ = 0;
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
    constexpr std::size_t kLongest = 20;
    separate();
    if (kPiece - size_ < kLongest) hand_on();
    const auto end = std::to_chars(piece_.data() + size_, piece_.data() + kPiece, value).ptr;
    size_ = static_cast<std::size_t>(end - piece_.data());
    return *this;
}

JsonWriter& JsonWriter::seconds(std::chrono::nanoseconds value) {
    constexpr std::uint64_t kBillion = 1'000'000'000;
    const bool negative = value.count() < 0;
    const auto all = static_cast<std::uint64_t>(negative ? -value.count() : value.count());
    separate();
    if (negative) put('-');
    comma_ = false;
    put_number(all / kBillion);
    put('.');
    put_fraction(static_cast<std::uint32_t>(all % kBillion));
    return *this;
}

// What is behind the point, in billionths, without the zeros at its end.
void JsonWriter::put_fraction(std::uint32_t billionths) {
    if (billionths == 0) return put('0');
    std::size_t digits = 9;
    for (; billionths % 1000 == 0; billionths /= 1000) digits -= 3;
    for (; billionths % 10 == 0; billionths /= 10) --digits;
    std::array<char, 9> text;
    for (auto at = digits; at > 0; billionths /= 10) text[--at] = static_cast<char>('0' + billionths % 10);
    put({text.data(), digits});
}

}  // namespace badrdp::capture
