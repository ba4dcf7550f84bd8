// What several plays of one case in one run come to: pure.
#pragma once

#include <vector>

#include "harness/play/result.h"

namespace badrdp::harness {

// `plays`, in their order, is not empty. Those that we spoiled count only where there are no others. All red,
// or none: the first play's verdict. Some red and others not: unsteady, with the facts of the first red one,
// and a note such as "changed in 1 of 3 plays, pass in 2".
CaseResult settled(std::vector<CaseResult> plays);

}  // namespace badrdp::harness
