// A run that tried remedies: the untouched cases, and what came of each remedy in them.
#pragma once

#include <vector>

#include "harness/advise/remedy/trial.h"
#include "harness/play/result.h"

namespace badrdp::harness {

struct RemedyRun : RunResult {
    Trials trials{};
    // What was played for them: it is the effect of these that counts, and not their verdict.
    std::vector<CaseResult> remedied{};
    std::size_t planned_remedied = 0;
};

// What the remedies did is the answer, whatever it was: 130 interrupted, 3 error or a case without a result,
// 4 no remedy could be judged, 0 otherwise.
int exit_status(const RemedyRun& run);

}  // namespace badrdp::harness
