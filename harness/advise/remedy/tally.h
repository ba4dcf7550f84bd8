// How far the remedies of one broken case were tried: what was played, what changes nothing there, and what
// nobody can tell. Without these three a sentence such as "none of 27 cures it" says more than is known.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "harness/advise/remedy/trial.h"

namespace badrdp::harness {

struct Tally {
    std::string scenario, client, version, options;  // the broken case
    std::size_t tried = 0;                           // played, and told what came of it
    std::size_t cures = 0;                           // of those
    std::size_t hides = 0;                           // of those
    std::size_t changes_nothing = 0;                 // not played: the case would be the same
    std::size_t undetermined = 0;
    std::vector<std::pair<std::string, std::size_t>>
        why;                // undetermined: each reason, the most frequent first
    std::size_t pairs = 0;  // two remedies done together, played and told

    friend bool operator==(const Tally&, const Tally&) = default;
};

// Of cells that are all of one case.
Tally tally_of(std::span<const Trial> cells);

// One for each broken case, in the order of the trials.
std::vector<Tally> tallies(const Trials& trials);

// "none of 5 that were tried cures it; 2 change nothing there; 20 cannot be told: ...".
std::string no_cure_text(const Tally& tally);

}  // namespace badrdp::harness
