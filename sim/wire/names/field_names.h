// Which fields a PDU has by name, so that a scenario which aims at none of them is told so before it runs.
#pragma once

#include <string>
#include <vector>

#include "sim/wire/sequence/step.h"

namespace badrdp::wire {

// Every field that an honest peer may write at this step, in order, each once; none for a step whose PDU
// is not ours to write.
std::vector<std::string> field_names(Step step);

}  // namespace badrdp::wire
