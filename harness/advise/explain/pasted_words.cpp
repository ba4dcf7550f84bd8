#include "harness/advise/explain/pasted_words.h"

#include <algorithm>
#include <array>

#include "harness/data/codes/load.h"

namespace badrdp::harness {
namespace {

using namespace std::string_view_literals;

bool is_digit_of_ten(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_word_char(char c) { return is_letter(c) || is_digit_of_ten(c) || c == '_'; }
bool is_digit_of_sixteen(char c) {
    return is_digit_of_ten(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// What people and programs put between the name of a number and the number.
constexpr std::array kFillers{"is"sv, "was"sv, "of"sv, "value"sv, "the"sv};

}  // namespace

PastedLine words_of(std::string_view line) {
    PastedLine out;
    for (std::size_t at = 0, last = 0; at < line.size();) {
        if (!is_word_char(line[at])) {
            ++at;
            continue;
        }
        auto end = at;
        while (end < line.size() && is_word_char(line[end])) ++end;
        const auto raw = line.substr(at, end - at);
        out.push_back({raw, lower_case(raw), line.substr(last, at - last)});
        at = last = end;
    }
    return out;
}

std::optional<PastedNumber> number_of(const PastedWord& word) {
    const auto raw = word.raw;
    if (std::ranges::all_of(raw, is_digit_of_ten)) {
        const auto value = parse_code_number(raw);
        if (!value) return std::nullopt;
        // A status as a signed number: -1073741715.
        const bool negative = word.before.ends_with('-') && *value >= 0x30000000 && *value <= 0x80000000;
        return PastedNumber{negative ? 0u - *value : *value, negative};
    }
    if (raw.starts_with("0x") || raw.starts_with("0X")) {
        const auto value = parse_code_number(raw);
        return value ? std::optional(PastedNumber{*value, true}) : std::nullopt;
    }
    if (raw.size() != 8 || !std::ranges::all_of(raw, is_digit_of_sixteen)) return std::nullopt;
    return PastedNumber{parse_code_number("0x" + std::string(raw)).value_or(0), true};
}

bool said_before(const PastedLine& line, std::size_t at, std::initializer_list<std::string_view> words) {
    for (const auto* word = words.end(); word != words.begin();) {
        --word;
        if (at == 0) return false;
        --at;
        while (at > 0 && line[at].low != *word && std::ranges::find(kFillers, line[at].low) != kFillers.end())
            --at;
        if (line[at].low != *word) return false;
    }
    return true;
}

bool has_word(const PastedLine& line, std::string_view low) {
    return std::ranges::any_of(line, [&](const PastedWord& word) { return word.low == low; });
}

std::string folded_words(std::string_view text) {
    std::string out = " ";
    for (const auto& word : words_of(text)) {
        out += word.low;
        out += ' ';
    }
    return out;
}

std::string lower_case(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::string plain_text(std::string_view bytes) {
    const bool little = bytes.starts_with("\xff\xfe");
    if (!little && !bytes.starts_with("\xfe\xff")) return std::string(bytes);
    std::string out;
    out.reserve(bytes.size() / 2);
    for (std::size_t at = 2; at + 1 < bytes.size(); at += 2) {
        const auto low = static_cast<unsigned char>(bytes[little ? at : at + 1]);
        const auto high = static_cast<unsigned char>(bytes[little ? at + 1 : at]);
        out += high == 0 && low < 0x80 ? static_cast<char>(low) : '?';
    }
    return out;
}

}  // namespace badrdp::harness
