#include "capture/finding.h"

#include <fmt/format.h>

namespace badrdp::capture {

Finding malformed(wire::Role from, const wire::Malformed& why) {
    return {.from = from, .step = wire::Step::none, .what = "malformed", .detail = to_string(why)};
}

std::string printable(std::string_view text) {
    constexpr std::size_t kShown = 80;
    std::string out;
    for (const char c : text.substr(0, kShown)) {
        if (c >= ' ' && c <= '~' && c != '\\')
            out += c;
        else
            out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
    return text.size() > kShown ? out + "..." : out;
}

}  // namespace badrdp::capture
