#include "harness/run/plan.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

namespace badrdp::harness {
namespace {

// How long a case is likely to take, as a rank; what nobody has seen yet may take for ever.
int length_rank(const CaseOrder& order) {
    const auto* entry = order.baseline ? order.baseline->find(order.scenario->id(), order.options) : nullptr;
    if (!entry || entry->time.empty()) return static_cast<int>(TimeClass::never);
    return static_cast<int>(*std::ranges::max_element(entry->time));
}

}  // namespace

ClientPlan plan_client(const Client& client, const Baseline* baseline, std::span<const Scenario> scenarios,
                       const Scenario& honest) {
    ClientPlan plan{.client = &client, .first = {}, .cases = {}, .last = {}, .unsupported = {}};
    for (const auto& scenario : scenarios) {
        std::set<std::string> options;
        for (const auto& demand : scenario.demands) options.insert(demand.options);
        if (scenario.played) {  // a case.toml plays the very case again
            if (scenario.played->client != client.adapter.name) continue;
            options = {scenario.played->options};
        }
        for (const auto& option : options) {
            const CaseOrder order{&scenario, &client, baseline, option, false};
            if (!client.adapter.options.contains(option)) {
                auto result = blank_result(order);
                result.dir.clear();
                result.judgement = {
                    .verdict = Verdict::unsupported,
                    .findings = {},
                    .note = fmt::format("{} has no option set '{}'", client.adapter.name, option)};
                plan.unsupported.push_back(std::move(result));
            } else if (scenario.id() != kHonest || option != "lenient") {
                plan.cases.push_back(order);
            }
        }
    }
    plan.first.push_back({&honest, &client, baseline, "lenient", false});
    if (!plan.cases.empty()) plan.last.push_back({&honest, &client, baseline, "lenient", true});
    std::ranges::stable_sort(plan.cases, std::greater{}, length_rank);
    return plan;
}

}  // namespace badrdp::harness
