// Whether the clients of a run told their users the true cause.
#pragma once

#include <span>
#include <vector>

#include "harness/data/causes/causes.h"
#include "harness/data/scenario/scenario.h"
#include "harness/play/result.h"

namespace badrdp::harness {

// For every case that was played; a case of a scenario that is not among `scenarios` is left alone.
void tell_truth(RunResult& run, std::span<const Scenario> scenarios, const std::vector<CauseRow>& causes);

}  // namespace badrdp::harness
