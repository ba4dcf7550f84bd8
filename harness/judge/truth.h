// Whether a client told its user the truth about what went wrong: what it said, held against the cause. Pure,
// like the judgement, and no part of it: a client may meet every demand and still lead its user astray.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/data/causes/causes.h"
#include "harness/data/facts.h"
#include "harness/data/scenario/scenario.h"

namespace badrdp::harness {

enum class Told : std::uint8_t {
    named,    // the cause, as far as the packets show it
    vaguer,   // less than could be known, and nothing wrong
    wrong,    // another cause: its user looks in the wrong place
    nothing,  // it ended without a word about the cause
    hung,     // it had to be ended before it said anything final
};

inline constexpr std::array kTold{Told::named, Told::vaguer, Told::wrong, Told::nothing, Told::hung};

constexpr std::string_view name(Told told) {
    constexpr std::array<std::string_view, 5> names{"named the cause", "vaguer", "wrong", "said nothing",
                                                    "hung"};
    return names[static_cast<std::size_t>(told)];
}

struct Truth {
    Told told = Told::nothing;
    std::string of{};             // what it is held against: "C10", or "demand path/loss.toml:12"
    std::vector<Reason> names{};  // what would have been true

    friend bool operator==(const Truth&, const Truth&) = default;
};

// Nothing: the client was let in, so there was nothing to explain.
std::optional<Truth> score(const CauseRow& cause, const Facts& facts);

// The same for a scenario that names no cause: the reasons that its demands accept of this option set are
// true. Nothing, too, where no demand speaks of a reason.
std::optional<Truth> score_by_demands(const Scenario& scenario, std::string_view options, const Facts& facts);

}  // namespace badrdp::harness
