// Holds what a client said against the cause: pure, like the judgement, and no part of it. A client may meet
// every demand and still lead its user astray.
#pragma once

#include <optional>
#include <span>

#include "harness/catalogue/causes.h"
#include "harness/facts.h"
#include "harness/result.h"
#include "harness/scenario/scenario.h"

namespace badrdp::harness {

// Nothing: the client was let in, so there was nothing to explain.
std::optional<Truth> score(const CauseRow& cause, const Facts& facts);

// The same for a scenario that names no cause: the reasons that its demands accept of this option set are
// true. Nothing, too, where no demand speaks of a reason.
std::optional<Truth> score_by_demands(const Scenario& scenario, std::string_view options, const Facts& facts);

// For every case that was played; a case of a scenario that is not among `scenarios` is left alone.
void tell_truth(RunResult& run, std::span<const Scenario> scenarios, const std::vector<CauseRow>& causes);

}  // namespace badrdp::harness
