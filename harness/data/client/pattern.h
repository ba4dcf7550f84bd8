// A regular expression of an adapter, compiled once.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace badrdp::harness {

class Pattern {
public:
    Pattern() = default;  // empty: matches nothing
    // Throws std::invalid_argument that says why it is no regular expression.
    Pattern(const std::string& text);  // NOLINT(google-explicit-constructor): a pattern is written as a text
    Pattern(const char* text) : Pattern(std::string(text)) {}  // NOLINT(google-explicit-constructor)

    bool empty() const { return !compiled_; }
    const std::string& text() const { return text_; }
    std::size_t groups() const;

    // What the first group matches, or else all of the line; nothing if the pattern is not in it. Throws
    // std::runtime_error that names the pattern if it would have to try too many ways to match this line.
    std::optional<std::string> found_in(std::string_view line) const;

private:
    struct Compiled;
    std::string text_;
    std::shared_ptr<const Compiled> compiled_;
};

}  // namespace badrdp::harness
