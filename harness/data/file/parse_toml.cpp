#include "harness/data/file/parse_toml.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <optional>
#include <system_error>

namespace badrdp::harness {
namespace {

// toml++ writes "Error while parsing key-value pair: cannot redefine existing integer 'schema'".
std::string syntax_text(std::string_view description) {
    constexpr std::string_view kFront = "Error while parsing ";
    constexpr std::string_view kTwice = "cannot redefine existing ";
    if (description.contains("control characters"))
        return "a string is not closed on this line, or holds a control character";
    if (const auto twice = description.find(kTwice); twice != description.npos)
        if (const auto name = description.find('\'', twice); name != description.npos)
            return fmt::format("{} is here twice", description.substr(name));
    const auto colon = description.find(": ");
    if (!description.starts_with(kFront) || colon == description.npos) return std::string(description);
    return fmt::format("this is no TOML, in a {}: {}",
                       description.substr(kFront.size(), colon - kFront.size()),
                       description.substr(colon + 2));
}

// Behind the string, comment or single character that begins at `at` [TOML 1.0, "String" and "Comment"].
std::size_t behind_token(std::string_view text, std::size_t at) {
    const char quote = text[at];
    if (quote == '#') return std::min(text.find('\n', at), text.size());
    if (quote != '"' && quote != '\'') return at + 1;
    const std::string thrice(3, quote);
    const bool long_one = text.substr(at).starts_with(thrice);
    for (std::size_t i = at + (long_one ? 3 : 1); i < text.size(); ++i) {
        if (quote == '"' && text[i] == '\\')
            ++i;
        else if (long_one && text.substr(i).starts_with(thrice))
            return i + 3;
        else if (!long_one && (text[i] == quote || text[i] == '\n'))
            return i + 1;
    }
    return text.size();
}

Place place_of(std::string_view text, std::size_t at) {
    const auto before = text.substr(0, at);
    const auto begin = before.rfind('\n');
    return {static_cast<unsigned>(1 + std::ranges::count(before, '\n')),
            static_cast<unsigned>(begin == before.npos ? at + 1 : at - begin)};
}

// A key of so many parts that reading it would cost a stack.
std::optional<Place> endless_key(std::string_view text) {
    std::size_t dots = 0;
    for (std::size_t at = 0; at < text.size(); at = behind_token(text, at)) {
        if (std::string_view("\n=,[]{}").contains(text[at])) dots = 0;
        if (text[at] == '.' && ++dots >= kMostKeyParts) return place_of(text, at);
    }
    return std::nullopt;
}

}  // namespace

std::expected<toml::table, NoToml> parse_toml(std::string_view text) {
    if (const auto at = endless_key(text))
        return std::unexpected(NoToml{*at, fmt::format("a key has more than {} parts", kMostKeyParts)});
    try {
        return toml::parse(text);
    } catch (const toml::parse_error& problem) {
        return std::unexpected(NoToml{problem.source().begin, syntax_text(problem.description())});
    }
}

std::expected<toml::table, NoToml> parse_toml_file(const std::filesystem::path& file) {
    const auto wrong = [](std::string why) { return std::unexpected(NoToml{{0, 0}, std::move(why)}); };
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    if (!error && size > kLongestToml) return wrong(fmt::format("is longer than {} MiB", kLongestToml >> 20));
    std::ifstream in(file, std::ios::binary);
    std::string text(error ? 0 : size, '\0');
    if (error || !in || !in.read(text.data(), static_cast<std::streamsize>(text.size())))
        return wrong("cannot be read: " + (error ? error.message() : std::generic_category().message(errno)));
    return parse_toml(text);
}

}  // namespace badrdp::harness
