#include "capture/json_writer.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace badrdp::capture {
namespace {

constexpr bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

// Not 0 if any of eight characters does, by the well-known ways to find a zero or a smaller byte in a word.
std::uint64_t escapes_in(std::uint64_t eight) {
    constexpr std::uint64_t kOnes = 0x0101010101010101u;
    constexpr std::uint64_t kTops = 0x8080808080808080u;
    const auto zero_in = [](std::uint64_t word) { return (word - kOnes) & ~word & kTops; };
    return ((eight - kOnes * 0x20) & ~eight & kTops) | zero_in(eight ^ kOnes * '"') |
           zero_in(eight ^ kOnes * '\\');
}

template <class Word>
Word copy_word(const char* from, char* to) {
    Word word = 0;
    std::memcpy(&word, from, sizeof word);
    std::memcpy(to, &word, sizeof word);
    return word;
}

// Copies the text, and says whether none of it needs an escape. Some characters may be looked at twice.
bool copy_plain(std::string_view text, char* to) {
    constexpr std::size_t kEight = sizeof(std::uint64_t), kFour = sizeof(std::uint32_t);
    const auto size = text.size();
    std::uint64_t escapes = 0;
    if (size >= kEight) {
        for (std::size_t at = 0; at < size - kEight; at += kEight)
            escapes |= escapes_in(copy_word<std::uint64_t>(text.data() + at, to + at));
        const auto last = size - kEight;
        escapes |= escapes_in(copy_word<std::uint64_t>(text.data() + last, to + last));
    } else if (size >= kFour) {
        const auto last = size - kFour;
        const std::uint64_t first = copy_word<std::uint32_t>(text.data(), to);
        escapes = escapes_in(first << 32 | copy_word<std::uint32_t>(text.data() + last, to + last));
    } else {
        for (std::size_t at = 0; at < size; ++at) {
            to[at] = text[at];
            escapes |= needs_escape(text[at]);
        }
    }
    return escapes == 0;
}

}  // namespace

JsonWriter& JsonWriter::text(std::string_view value) {
    if (value.size() + kAround <= kPiece) {
        if (value.size() + kAround > kPiece - size_) hand_on();
        auto* at = piece_.data() + size_;
        if (comma_) *at++ = ',';
        *at++ = '"';
        if (copy_plain(value, at)) {
            at += value.size();
            *at++ = '"';
            size_ = static_cast<std::size_t>(at - piece_.data());
            comma_ = true;
            return *this;
        }
    }
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
