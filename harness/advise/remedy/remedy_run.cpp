#include "harness/advise/remedy/remedy_run.h"

#include <algorithm>

namespace badrdp::harness {

int exit_status(const RemedyRun& run) {
    constexpr int kOk = 0, kHarnessError = 3, kNothingRan = 4, kInterrupted = 130;
    if (run.interrupted) return kInterrupted;
    const auto spoiled = [](const CaseResult& result) { return result.judgement.verdict == Verdict::error; };
    if (std::ranges::any_of(run.cases, spoiled) || std::ranges::any_of(run.remedied, spoiled))
        return kHarnessError;
    if (std::ranges::find(run.shortfalls, kHarnessError, &Shortfall::status) != run.shortfalls.end())
        return kHarnessError;
    if (run.cases.size() < run.planned || run.remedied.size() < run.planned_remedied) return kHarnessError;
    const auto told = [](const Trial& cell) { return cell.effect != Effect::undetermined; };
    return std::ranges::any_of(run.trials.cells, told) ? kOk : kNothingRan;
}

}  // namespace badrdp::harness
