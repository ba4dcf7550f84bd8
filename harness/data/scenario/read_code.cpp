#include "harness/data/scenario/read_code.h"

#include "harness/data/file/code_names.h"

namespace badrdp::harness {

std::optional<std::uint32_t> read_code(const Value& value, std::string_view what, const std::string& family,
                                       std::span<const Word> words) {
    if (value.is_number()) return value.code();
    const auto text = value.text();
    if (!text) return std::nullopt;
    if (const auto known = value_of(words, *text)) return known;
    const auto& root = value.reading().catalogue;
    const auto names =
        root.empty() ? std::map<std::string, std::uint32_t, std::less<>>() : code_names(root, family);
    const auto folded = folded_name(*text);
    for (const auto& [name, number] : names)
        if (folded_name(name) == folded) return number;
    auto all = names_of(words);
    for (const auto& [name, number] : names) all.push_back(name);
    return value.word(
        what, [](std::string_view) { return std::optional<std::uint32_t>(); }, all);
}

}  // namespace badrdp::harness
