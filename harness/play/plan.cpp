#include "harness/play/plan.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "harness/play/simulated_case.h"
#include "harness/play/trust.h"

namespace badrdp::harness {
namespace {

// How long a case is likely to take, as a rank; what nobody has seen yet may take for ever.
int length_rank(const CaseOrder& order) {
    const auto* entry = order.baseline ? order.baseline->find(order.scenario->id(), order.options) : nullptr;
    if (!entry || entry->time.empty()) return static_cast<int>(TimeClass::never);
    return static_cast<int>(*std::ranges::max_element(entry->time));
}

Net net_of(const Scenario& scenario, const Nets& nets) {
    if (scenario.played)
        if (const auto net = net_named(scenario.played->net)) return *net;
    return nets.wanted.value_or(scenario.needs_network() ? Net::tap : Net::loopback);
}

// Why this case cannot be played; empty if it can.
std::string objection(const CaseOrder& order, const Nets& nets) {
    const auto& adapter = order.client->adapter;
    if (!adapter.options.contains(order.options))
        return fmt::format("{} has no option set '{}'", adapter.name, order.options);
    if (looks_at_signer(*order.scenario, order.options))
        if (auto why = cannot_trust(*order.client); !why.empty()) return why;
    if (order.net == Net::simulated) return why_not_simulated(*order.scenario, adapter, order.options);
    if (order.net == Net::tap)
        return nets.why_no_tap.empty() && order.scenario->kdc ? nets.why_no_kdc : nets.why_no_tap;
    if (order.scenario->needs_network()) return "loopback cannot show this: it needs --net tap";
    if (nets.own_view)
        if (const auto why = why_not_in_own_view(*order.scenario); !why.empty()) return std::string(why);
    return nets.why_no_loopback;
}

CaseResult unsupported(const CaseOrder& order, std::string why) {
    auto result = blank_result(order);
    result.dir.clear();
    result.judgement = {.verdict = Verdict::unsupported, .findings = {}, .note = std::move(why)};
    return result;
}

}  // namespace

ClientPlan plan_client(const Client& client, const Baseline* baseline, std::span<const Scenario> scenarios,
                       const Scenario& honest, const Nets& nets) {
    ClientPlan plan{.client = &client, .first = {}, .cases = {}, .last = {}, .unsupported = {}};
    std::set<Net> used;
    for (const auto& scenario : scenarios) {
        std::set<std::string> options;
        for (const auto& demand : scenario.demands) options.insert(demand.options);
        if (scenario.played) {  // a case.toml plays the very case again
            if (scenario.played->client != client.name()) continue;
            options = {scenario.played->options};
        }
        for (const auto& option : options) {
            const CaseOrder order{&scenario, &client, baseline, option, false, net_of(scenario, nets)};
            if (auto why = objection(order, nets); !why.empty()) {
                plan.unsupported.push_back(unsupported(order, std::move(why)));
                continue;
            }
            used.insert(order.net);
            if (scenario.id() != kHonest || option != "lenient") plan.cases.push_back(order);
        }
    }
    for (const auto net : used) {
        plan.first.push_back({&honest, &client, baseline, "lenient", false, net});
        if (!plan.cases.empty()) plan.last.push_back({&honest, &client, baseline, "lenient", true, net});
    }
    std::ranges::stable_sort(plan.cases, std::greater{}, length_rank);
    // What shows that a set-up can succeed comes before what fails in it.
    std::ranges::stable_partition(plan.cases,
                                  [](const CaseOrder& order) { return order.scenario->healthy(); });
    return plan;
}

}  // namespace badrdp::harness
