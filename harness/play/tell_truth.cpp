#include "harness/play/tell_truth.h"

#include <map>
#include <string>

#include "harness/judge/truth.h"

namespace badrdp::harness {
namespace {

// Whatever a client says of a case that proves nothing is no news either.
bool counts(const CaseResult& result) {
    switch (result.judgement.verdict) {
        case Verdict::unsupported:
        case Verdict::error:
        case Verdict::moot: return false;
        default: return !result.healthy && result.facts.bit;
    }
}

}  // namespace

void tell_truth(RunResult& run, std::span<const Scenario> scenarios, const std::vector<CauseRow>& causes) {
    std::map<std::string, const Scenario*> by_id;
    for (const auto& scenario : scenarios) by_id.emplace(scenario.id(), &scenario);
    for (auto& result : run.cases) {
        const auto found = by_id.find(result.scenario);
        if (found == by_id.end()) continue;
        const auto& scenario = *found->second;
        result.cause = scenario.cause;
        if (!counts(result)) continue;
        const auto* cause = find_cause(causes, scenario.cause);
        result.truth =
            cause ? score(*cause, result.facts) : score_by_demands(scenario, result.options, result.facts);
    }
}

}  // namespace badrdp::harness
