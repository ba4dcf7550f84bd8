// What is said again and again becomes one rung of a ladder, and a pause one of its own.
#pragma once

#include "harness/report/ladder/ladder.h"

namespace badrdp::harness {

// The rungs are in their order.
void fold(Ladder& ladder);

}  // namespace badrdp::harness
