#include "harness/lab/typed.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <vector>

#include "harness/data/file/glob.h"

namespace badrdp::harness::lab {
namespace {

char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string in_small_letters(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), small);
    return out;
}

// The words of a line; quotes of either kind hold a word together, and are gone.
std::vector<std::string> words_in(std::string_view line) {
    std::vector<std::string> out;
    std::string word;
    bool any = false;
    char quote = 0;
    for (const char c : line) {
        if (quote == 0 && (c == '"' || c == '\'')) {
            quote = c;
            any = true;
        } else if (c == quote && quote != 0) {
            quote = 0;
        } else if (quote == 0 && (c == ' ' || c == '\t')) {
            if (any) out.push_back(std::exchange(word, {}));
            any = false;
        } else {
            word += c;
            any = true;
        }
    }
    if (any) out.push_back(std::move(word));
    return out;
}

// Each option with the word behind it; what has no option in front of it is kept under "".
std::map<std::string, std::vector<std::string>> options_in(const std::vector<std::string>& words, char mark) {
    std::map<std::string, std::vector<std::string>> out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i].empty() || words[i][0] != mark)
            out[""].push_back(words[i]);
        else if (i + 1 < words.size() && (words[i + 1].empty() || words[i + 1][0] != mark)) {
            out[in_small_letters(words[i])].push_back(words[i + 1]);
            ++i;
        }
    }
    return out;
}

RegistryWrite written(const std::vector<std::string>& key, const std::vector<std::string>& name,
                      const std::vector<std::string>& data) {
    const auto first = [](const std::vector<std::string>& words) {
        return words.empty() ? std::string() : words[0];
    };
    return {in_small_letters(first(key)), first(name), first(data)};
}

bool is_whole(const RegistryWrite& write) {
    return !write.key.empty() && !write.name.empty() && !write.data.empty();
}

}  // namespace

std::string folded(std::string_view line) {
    std::string out;
    for (const auto& word : words_in(line)) out += (out.empty() ? "" : " ") + in_small_letters(word);
    return out;
}

std::optional<unsigned> number_behind(std::string_view line, std::string_view word) {
    const auto at = line.find(word);
    if (at == line.npos) return std::nullopt;
    const auto digits = line.substr(at + word.size());
    unsigned out = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    if (read.ec != std::errc{}) return std::nullopt;
    return out;
}

std::optional<RegistryWrite> registry_write(std::string_view line) {
    auto words = words_in(line);
    if (words.size() < 3) return std::nullopt;
    const auto program = in_small_letters(words[0]);
    if ((program == "reg" || program == "reg.exe") && in_small_letters(words[1]) == "add") {
        words.erase(words.begin(), words.begin() + 2);
        auto options = options_in(words, '/');
        const auto write = written(options[""], options["/v"], options["/d"]);
        return is_whole(write) ? std::optional(write) : std::nullopt;
    }
    constexpr std::array<std::string_view, 3> kCmdlets{"set-itemproperty", "sp", "new-itemproperty"};
    if (std::ranges::find(kCmdlets, program) == kCmdlets.end()) return std::nullopt;
    words.erase(words.begin());
    auto options = options_in(words, '-');
    auto& places = options[""];  // path, name and value, if they are not named
    for (const auto* option : {"-path", "-name", "-value"}) {
        if (!options[option].empty() || places.empty()) continue;
        options[option].push_back(places.front());
        places.erase(places.begin());
    }
    const auto write = written(options["-path"], options["-name"], options["-value"]);
    return is_whole(write) ? std::optional(write) : std::nullopt;
}

const LabCommand* command_named(std::span<const LabCommand> commands, std::string_view line) {
    const auto typed = folded(line);
    for (const auto& command : commands)
        for (const auto& like : command.like)
            if (glob_match(like, typed)) return &command;
    return nullptr;
}

}  // namespace badrdp::harness::lab
