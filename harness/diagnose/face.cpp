#include "harness/diagnose/face.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace badrdp::harness::diagnosis {
namespace {

bool shows(const capture::Event& event) {
    constexpr std::array<std::string_view, 6> kShown{"alert",   "hello retry",     "malformed",
                                                     "cut off", "x224 disconnect", "RST"};
    return event.step != wire::Step::none || event.what == "FIN" ||
           std::ranges::any_of(kShown, [&](std::string_view word) { return event.what.starts_with(word); });
}

}  // namespace

// How both ends leave, once one of them has, is a matter of who is quicker.
Face face_of(const capture::Talk& talk) {
    Face out;
    bool ended = false;
    for (const auto& event : talk.events) {
        if (!shows(event) || ended) continue;
        out.push_back({std::string(wire::name(event.from)) + " " + event.what, event.packet + 1});
        ended = event.what == "FIN" || event.what == "RST";
    }
    return out;
}

std::optional<Departure> first_departure(const Face& wanted, const Face& seen) {
    const auto length = std::min(wanted.size(), seen.size());
    for (std::size_t i = 0; i < length; ++i)
        if (!(wanted[i] == seen[i])) return Departure{wanted[i], seen[i], i};
    if (wanted.size() == seen.size()) return std::nullopt;
    return Departure{wanted.size() > length ? wanted[length] : Trait{},
                     seen.size() > length ? seen[length] : Trait{}, length};
}

}  // namespace badrdp::harness::diagnosis
