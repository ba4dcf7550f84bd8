#include "harness/data/client/placeholders.h"

#include <algorithm>
#include <functional>

namespace badrdp::harness {
namespace {

bool is_word(std::string_view text) {
    return !text.empty() &&
           std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

// Calls `plain` and `word` with the pieces of `text`, in order.
void split(std::string_view text, const std::function<void(std::string_view)>& plain,
           const std::function<void(std::string_view)>& word) {
    while (!text.empty()) {
        const auto open = text.find('{');
        const auto close = text.find('}', open);
        if (close == text.npos) break;
        const auto name = text.substr(open + 1, close - open - 1);
        if (is_word(name)) {
            plain(text.substr(0, open));
            word(name);
            text.remove_prefix(close + 1);
        } else {
            plain(text.substr(0, open + 1));
            text.remove_prefix(open + 1);
        }
    }
    plain(text);
}

}  // namespace

const std::vector<std::string>& placeholder_names() {
    static const std::vector<std::string> names{"program", "host",     "port",    "address",
                                                "user",    "password", "domain",  "realm",
                                                "home",    "badrdp",   "machine", "machine_id"};
    return names;
}

std::vector<std::string> placeholders_in(std::string_view text) {
    std::vector<std::string> out;
    split(
        text, [](std::string_view) {}, [&](std::string_view word) { out.emplace_back(word); });
    return out;
}

std::string fill_in(std::string_view text, const Values& values) {
    std::string out;
    split(
        text, [&](std::string_view plain) { out += plain; },
        [&](std::string_view word) {
            const auto value = values.find(word);
            out += value == values.end() ? "{" + std::string(word) + "}" : value->second;
        });
    return out;
}

}  // namespace badrdp::harness
