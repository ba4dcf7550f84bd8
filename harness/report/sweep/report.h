// What a sweep came to, as a table for programs and as a picture for people.
#pragma once

#include <string>

#include "harness/play/sweep/sweep.h"

namespace badrdp::harness {

// One row a run: the axes, run, outcome, deepest, virtual_ms, connections, bytes.
std::string sweep_csv(const SweepOrder& order, const SweepResult& result);
// The same point by point, with the counts of a point's outcomes.
std::string sweep_json(const SweepOrder& order, const SweepResult& result);
// One axis: a strip; two: a heat map, the first axis upwards. With one run a point the colour is the outcome,
// with more it is how many became active. Empty for more axes than two.
std::string sweep_svg(const SweepOrder& order, const SweepResult& result);

}  // namespace badrdp::harness
