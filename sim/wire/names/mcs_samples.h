// One honest PDU for each step of connecting MCS, with every part that it may have.
#pragma once

#include <vector>

#include "sim/wire/io/writer.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::wire {

// Whole packets, of which faults learn what their fields are called; none for other steps.
std::vector<Writer> mcs_samples(Step step);

}  // namespace badrdp::wire
