#include "harness/play/result.h"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>

namespace badrdp::harness {

void put_in_order(std::vector<CaseResult>& cases) {
    std::ranges::stable_sort(cases, [](const CaseResult& a, const CaseResult& b) {
        return std::tie(b.healthy, a.scenario, a.client, a.options, a.last_round) <
               std::tie(a.healthy, b.scenario, b.client, b.options, b.last_round);
    });
}

namespace {

constexpr int kHarnessError = 3;

}  // namespace

std::optional<Shortfall> unkept(const RunResult& run) {
    const auto first =
        std::ranges::find_if(run.cases, [](const CaseResult& one) { return !one.unkept.empty(); });
    if (first == run.cases.end()) return std::nullopt;
    const auto count =
        std::ranges::count_if(run.cases, [](const CaseResult& one) { return !one.unkept.empty(); });
    return Shortfall{.status = kHarnessError,
                     .why = fmt::format("{} of {} cases were judged, but what shows it could not be kept: {}",
                                        count, run.cases.size(), first->unkept)};
}

int exit_status(const RunResult& run) {
    constexpr int kOk = 0, kNotAsItShouldBe = 1, kNothingRan = 4;
    constexpr int kInterrupted = 130;  // as a shell says it of a program that SIGINT ended
    if (run.interrupted) return kInterrupted;

    const auto any = [&](auto... verdicts) {
        return std::ranges::any_of(run.cases,
                                   [&](const auto& c) { return ((c.judgement.verdict == verdicts) || ...); });
    };
    const auto falls_short = [&](int status) {
        return std::ranges::find(run.shortfalls, status, &Shortfall::status) != run.shortfalls.end();
    };
    if (any(Verdict::error) || falls_short(kHarnessError)) return kHarnessError;
    if (any(Verdict::fail, Verdict::fixed, Verdict::changed, Verdict::moot)) return kNotAsItShouldBe;
    // No healthy case that broke explains why some have no result: they were lost.
    if (run.cases.size() < run.planned) return kHarnessError;
    if (!any(Verdict::pass, Verdict::known, Verdict::unsteady)) return kNothingRan;
    for (const int status : {kNothingRan, kNotAsItShouldBe})
        if (falls_short(status)) return status;
    return kOk;
}

}  // namespace badrdp::harness
