#include "capture/finding.h"

#include <fmt/format.h>

#include <algorithm>

namespace badrdp::capture {

Finding malformed(wire::Role from, const wire::Malformed& why) {
    return {.from = from, .step = wire::Step::none, .what = "malformed", .detail = to_string(why)};
}

std::string printable(std::string_view text) {
    constexpr std::size_t kShown = 80;
    const auto is_plain = [](char c) { return c >= ' ' && c <= '~' && c != '\\'; };
    if (text.size() <= kShown && std::ranges::all_of(text, is_plain)) return std::string(text);
    std::string out;
    for (const char c : text.substr(0, kShown)) {
        if (is_plain(c))
            out += c;
        else
            out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
    return text.size() > kShown ? out + "..." : out;
}

}  // namespace badrdp::capture
