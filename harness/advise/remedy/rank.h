// Which remedies to try together, and in which order to name what was found: pure.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "harness/advise/remedy/trial.h"

namespace badrdp::harness {

// Pairs of remedies that each do something, alone, to what `cells` were tried on, and do not cure it; at most
// so many, those that a document speaks of in connection with the cause first.
std::vector<std::pair<std::string, std::string>> pairs_to_try(std::span<const Trial> cells,
                                                              std::span<const Remedy> remedies,
                                                              std::size_t most);

// The cells that made it active: what cures before what hides, fewer remedies before more, what a document
// names before what none does. Points into `cells`.
std::vector<const Trial*> ranked(std::span<const Trial> cells, std::span<const Remedy> remedies);

}  // namespace badrdp::harness
