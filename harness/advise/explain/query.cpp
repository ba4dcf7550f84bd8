#include "harness/advise/explain/query.h"

#include <algorithm>
#include <charconv>

#include "harness/data/codes/load.h"

namespace badrdp::harness {
namespace {

bool is_hex_digit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// What comes along when a code is copied out of a sentence.
std::string_view bare(std::string_view word) {
    while (!word.empty() && std::string_view(",.;()[]\"'").contains(word.back())) word.remove_suffix(1);
    while (!word.empty() && std::string_view("([\"'").contains(word.front())) word.remove_prefix(1);
    return word;
}

Query parse_one(std::string_view word) {
    Query query;
    query.text = word;
    auto rest = bare(word);
    if (const auto colon = rest.find(':'); colon != std::string_view::npos) {
        for (const char c : rest.substr(0, colon))
            query.family += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        rest = bare(rest.substr(colon + 1));
    }
    const auto slash = rest.find('/');
    if (slash != std::string_view::npos) {
        const auto first = parse_typed_number(rest.substr(0, slash));
        const auto second = parse_typed_number(rest.substr(slash + 1));
        if (first && second) {
            query.number = first;
            query.extended = second;
            return query;
        }
    }
    query.number = parse_typed_number(rest);
    if (!query.number) query.name = rest;
    return query;
}

bool plain_number(const Query& query) { return query.family.empty() && query.number && !query.extended; }

}  // namespace

std::optional<std::uint32_t> parse_typed_number(std::string_view text) {
    if (text.size() > 1 && text.front() == '-' && std::all_of(text.begin() + 1, text.end(), is_digit)) {
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc{} || number < -0x80000000LL) return std::nullopt;
        return static_cast<std::uint32_t>(number);
    }
    if (const auto number = parse_code_number(text)) return number;
    const bool suffix = text.size() > 1 && (text.back() == 'h' || text.back() == 'H');
    // Eight digits are a status whose 0x was lost. Fewer are more likely a word: "bad", "face".
    const auto digits = suffix ? text.substr(0, text.size() - 1) : text;
    if (!suffix && digits.size() != 8) return std::nullopt;
    if (!std::ranges::all_of(digits, is_hex_digit)) return std::nullopt;
    return parse_code_number("0x" + std::string(digits));
}

std::vector<Query> parse_queries(const std::vector<std::string>& words) {
    std::vector<Query> out;
    for (const auto& word : words) {
        auto query = parse_one(word);
        const bool second = !out.empty() && plain_number(query) && out.back().number &&
                            !out.back().extended &&
                            (out.back().family.empty() || out.back().family == "mstsc");
        if (second) {
            out.back().extended = query.number;
            out.back().maybe_pair = true;
            out.back().text += " " + query.text;
            continue;
        }
        out.push_back(std::move(query));
    }
    return out;
}

}  // namespace badrdp::harness
