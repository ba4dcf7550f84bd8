#include "harness/play/result.h"

#include <algorithm>

namespace badrdp::harness {

int exit_status(const RunResult& run) {
    constexpr int kOk = 0, kNotAsItShouldBe = 1, kHarnessError = 3, kNothingRan = 4;
    constexpr int kInterrupted = 130;  // as a shell says it of a program that SIGINT ended
    if (run.interrupted) return kInterrupted;

    const auto any = [&](auto... verdicts) {
        return std::ranges::any_of(run.cases,
                                   [&](const auto& c) { return ((c.judgement.verdict == verdicts) || ...); });
    };
    if (any(Verdict::error)) return kHarnessError;
    if (any(Verdict::fail, Verdict::fixed, Verdict::changed, Verdict::moot)) return kNotAsItShouldBe;
    // No healthy case that broke explains why some have no result: they were lost.
    if (run.cases.size() < run.planned) return kHarnessError;
    if (!any(Verdict::pass, Verdict::known)) return kNothingRan;
    return run.incomplete ? kNotAsItShouldBe : kOk;
}

}  // namespace badrdp::harness
