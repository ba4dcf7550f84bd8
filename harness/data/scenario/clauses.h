// The clauses of a demand: what it says of a client, key by key.
#pragma once

#include <string>
#include <vector>

#include "harness/data/scenario/scenario.h"

namespace badrdp::harness {

// "outcome", "never": in the order of the demand's keys. Of whom it speaks, and why, is no clause.
std::vector<std::string> clauses_of(const Demand& demand);

}  // namespace badrdp::harness
