// What remedies are said to cure, cause by cause, for its pages.
#pragma once

#include <span>

#include "harness/atlas/atlas.h"
#include "harness/remedy/remedy.h"

namespace badrdp::harness {

// By id of the cause: what cures it comes first, then what may help; otherwise in the order of the remedies'
// ids.
std::map<std::string, std::vector<Cure>> cures_of(std::span<const Remedy> remedies);

}  // namespace badrdp::harness
