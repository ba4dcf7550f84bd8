// What remedies are said to cure, and what they were seen to, cause by cause, for its pages.
#pragma once

#include <span>

#include "harness/advise/remedy/tried.h"
#include "harness/data/remedies/remedy.h"
#include "harness/report/atlas/atlas.h"

namespace badrdp::harness {

// By id of the cause: what cures it comes first, then what may help, then what nobody names and was seen to
// do something; otherwise in the order of the remedies' ids.
std::map<std::string, std::vector<Cure>> cures_of(std::span<const Remedy> remedies,
                                                  std::span<const Tried> tried);

}  // namespace badrdp::harness
