#include "harness/play/builtin/arguments.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>

#include "harness/data/file/table.h"

namespace badrdp::harness {
namespace {

template <class T>
bool is_number(const std::string& text, T& value) {
    const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), value);
    return trouble == std::errc{} && end == text.data() + text.size();
}

// The command that was being read, the innermost one: "badrdp serve".
const CLI::App& command_in(const CLI::App& app, std::string& name) {
    const auto* at = &app;
    name = at->get_name().empty() ? "badrdp connect" : at->get_name();
    for (auto inner = at->get_subcommands(); !inner.empty(); inner = at->get_subcommands()) {
        at = inner.front();
        name += " " + at->get_name();
    }
    return *at;
}

std::vector<std::string> long_options(const CLI::App& app) {
    std::vector<std::string> out;
    for (const auto* option : app.get_options())
        for (const auto& name : option->get_lnames())
            if (!option->get_group().empty()) out.push_back("--" + name);
    return out;
}

std::vector<std::string> command_names(const CLI::App& app) {
    std::vector<std::string> out;
    for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; }))
        out.push_back(command->get_name());
    return out;
}

std::string unexpected(const CLI::App& app, const CLI::App& command, const std::string& name,
                       const std::string& word) {
    if (!word.starts_with('-')) return fmt::format("{}: one argument too many: '{}'", name, word);
    auto known = long_options(command);
    if (&command != &app) std::ranges::copy(long_options(app), std::back_inserter(known));
    const auto option = word.substr(0, word.find('='));
    return fmt::format("{} has no option {}{}", name, option, did_you_mean(option, known));
}

// "NAME is required", as CLI11 says it: an option, or a word that has its place.
std::string lacking(const std::string& name, const std::string& text) {
    const auto what = text.substr(0, text.find(" is required"));
    if (what.starts_with('-')) return fmt::format("{} needs {}", name, what);
    std::string word;
    for (const char c : what) word += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return fmt::format("{} needs a {}", name, word);
}

// "Could not convert: --runs = 1x", as CLI11 says it: every option that is no text takes a number.
std::string no_number(const std::string& name, std::string text) {
    if (const auto colon = text.find(": "); colon != text.npos) text.erase(0, colon + 2);
    const auto equals = text.find(" = ");
    if (equals == text.npos) return fmt::format("{}: {}", name, text);
    return fmt::format("{}: {}: '{}' is no number, or too large a one", name, text.substr(0, equals),
                       text.substr(equals + 3));
}

template <class Kind>
bool is_a(const CLI::ParseError& error) {
    return dynamic_cast<const Kind*>(&error) != nullptr;
}

std::string complaint(const CLI::App& app, const CLI::App& command, const std::string& name,
                      const CLI::ParseError& error) {
    const std::string text = error.what();
    const auto words = app.remaining(true);
    if (&command == &app && app.get_require_subcommand_min() > 0 && !words.empty() &&
        !words.front().starts_with('-'))
        return fmt::format("{} has no command '{}'{}", name, words.front(),
                           did_you_mean(words.front(), command_names(app)));
    const auto extra = std::ranges::find_if(words, [](const auto& word) { return word != "--"; });
    // An option that does not exist is the cause; that something is missing may be its consequence.
    const bool bad_option = extra != words.end() && extra->starts_with('-');
    if (bad_option || (is_a<CLI::ExtrasError>(error) && extra != words.end()))
        return unexpected(app, command, name, *extra);
    if (is_a<CLI::RequiredError>(error))
        return text == "A subcommand is required" ? name + " needs a command" : lacking(name, text);
    if (is_a<CLI::ConversionError>(error)) return no_number(name, text);
    if (is_a<CLI::ArgumentMismatch>(error) && text.starts_with('-'))
        return fmt::format("{}: {} needs a value", name, text.substr(0, text.find(':')));
    return fmt::format("{}: {}", name, text);  // of a check, in our words
}

}  // namespace

ArgumentCheck whole_number(std::uint64_t least, std::uint64_t most) {
    return [=](const std::string& text) {
        std::uint64_t value = 0;
        if (is_number(text, value) && value >= least && value <= most) return std::string();
        return fmt::format("'{}' is no whole number from {} to {}", text, least, most);
    };
}

ArgumentCheck number_of_seconds(bool zero_too) {
    return [=](const std::string& text) {
        double value = 0;
        if (is_number(text, value) && std::isfinite(value) && (value > 0 || (zero_too && value == 0)))
            return std::string();
        return fmt::format("'{}' is no number of seconds{}", text, zero_too ? "" : " above 0");
    };
}

ArgumentCheck word_among(std::vector<std::string> words) {
    return [words = std::move(words)](const std::string& text) {
        if (std::ranges::find(words, text) != words.end()) return std::string();
        return fmt::format("'{}' is none of: {}{}", text, fmt::join(words, ", "), did_you_mean(text, words));
    };
}

std::string parse_error_text(const CLI::App& app, const CLI::ParseError& error) {
    std::string name;
    const auto& command = command_in(app, name);
    return fmt::format(
        "{}; `{} --help` {}", complaint(app, command, name, error), name,
        &command == &app && app.get_require_subcommand_min() > 0 ? "lists the commands" : "explains it");
}

}  // namespace badrdp::harness
