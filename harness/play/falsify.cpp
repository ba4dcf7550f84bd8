#include "harness/play/falsify.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "harness/data/scenario/clauses.h"
#include "harness/judge/judge.h"
#include "harness/play/simulated_case.h"

namespace badrdp::harness {
namespace {

// The clause of a demand, as a finding names both: "demand tls/mine.toml:14", "never".
using ClauseId = std::pair<std::string, std::string>;

// The same client as a mutant of it, or as it is.
Adapter mutated(Adapter builtin, const std::string& options, const std::string& mutant) {
    if (mutant.empty()) return builtin;
    auto& command = builtin.options.at(options).command;
    command.insert(command.begin() + 2, {"--mutant", mutant});  // behind "badrdp connect"
    return builtin;
}

// The client as it is, then the two mutants that break most of what it leaves: mostly nobody else is needed.
std::vector<std::string> in_turn() {
    std::vector<std::string> out{"", "jumps-ahead", "insists-on-tls"};
    for (auto& mutant : mutant_names())
        if (std::ranges::find(out, mutant) == out.end()) out.push_back(std::move(mutant));
    return out;
}

Facts simulated(const Scenario& scenario, const Adapter& adapter, const std::string& options) {
    SimulatedClient client(adapter, options, scenario.by_name);
    SimulatedVisit seen;
    for (unsigned visit = 1; visit <= scenario.visits; ++visit)
        seen = client.visit(scenario, {.visit = visit});
    return facts_from(scenario, adapter, seen.evidence);
}

// How deep a client must get for this scenario to be a verdict on it; nothing where the network decides that.
std::optional<wire::Step> depth_of_verdict(const Scenario& scenario) {
    if (!scenario.path.empty() || !scenario.host.connections.empty()) return std::nullopt;
    auto out = step_of_host(scenario);
    for (const auto& fault : scenario.faults) out = std::max(out, fault.step);
    return out;
}

// A client that leaves as early as one can that is judged at all; any, where nobody can tell how early that
// is.
Facts leaving(const Scenario& scenario) {
    Facts out;
    out.outcome = Outcome::disconnected;
    out.deepest = depth_of_verdict(scenario).value_or(wire::Step::none);
    return out;
}

// What the same client would have come to that behaves as badly as any can, wherever it was.
std::vector<Facts> and_worse(const Facts& facts, std::chrono::milliseconds patience) {
    auto silent = facts, crashed = facts, endless = facts;
    silent.reason = Reason::nothing;
    crashed.outcome = Outcome::crashed;
    endless.outcome = Outcome::hung;
    endless.limit = Limit::wall_clock;
    endless.took = patience;
    return {facts, silent, crashed, endless};
}

// The clauses for one option set that are still to be broken.
class Unbroken {
public:
    Unbroken(std::span<const Scenario> variants, std::string options)
        : variants_(variants), options_(std::move(options)) {
        const auto label = variants.front().demands.empty() ? "" : own_file(variants.front());
        for (const auto& demand : variants.front().demands) {
            if (demand.options != options_ || demand.file != label) continue;
            for (auto& clause : clauses_of(demand))
                left_.emplace(ClauseId{fmt::format("demand {}:{}", demand.file, demand.line), clause},
                              UnbrokenClause{options_, clause, demand.file, demand.line});
        }
    }

    bool can_be_tried(const Adapter& builtin) const {
        return std::ranges::all_of(variants_, [&](const Scenario& scenario) {
            return why_not_simulated(scenario, builtin, options_).empty();
        });
    }

    // Until nothing is left: each mutant, in each variant.
    std::vector<UnbrokenClause> tried(const Adapter& builtin) {
        for (const auto& scenario : variants_) take_out(scenario, leaving(scenario), "reaches");
        for (const auto& mutant : in_turn()) {
            const auto adapter = mutated(builtin, options_, mutant);
            if (!why_not_simulated(variants_.front(), adapter, options_).empty()) continue;
            ++clients_;
            for (const auto& scenario : variants_) {
                if (left_.empty()) return {};
                try_one(scenario, adapter);
            }
        }
        std::vector<UnbrokenClause> out;
        for (auto& [id, clause] : left_) {
            clause.clients = clients_;
            out.push_back(std::move(clause));
        }
        return out;
    }

private:
    // Those that hold everywhere come behind its own.
    static std::string own_file(const Scenario& scenario) { return scenario.demands.front().file; }

    // What a fault that never acted leaves is no verdict.
    void try_one(const Scenario& scenario, const Adapter& adapter) {
        const auto facts = simulated(scenario, adapter, options_);
        if (!facts.bit) return;
        for (const auto& one : and_worse(facts, scenario.patience.value_or(adapter.patience)))
            take_out(scenario, one);
    }

    // What these facts break; of that, only the clause that is named, if one is.
    void take_out(const Scenario& scenario, const Facts& facts, std::string_view only = {}) {
        for (const auto& checked : checked_demands(scenario, options_, facts))
            if (!checked.met && (only.empty() || only == checked.finding.field))
                left_.erase({checked.finding.source, checked.finding.field});
    }

    std::span<const Scenario> variants_;
    std::string options_;
    std::map<ClauseId, UnbrokenClause> left_;
    std::size_t clients_ = 0;
};

}  // namespace

std::vector<UnbrokenClause> unbroken_clauses(std::span<const Scenario> variants, const Adapter& builtin) {
    std::set<std::string> options;
    for (const auto& scenario : variants)
        for (const auto& demand : scenario.demands) options.insert(demand.options);
    std::vector<UnbrokenClause> out;
    for (const auto& one : options) {
        Unbroken clauses(variants, one);
        if (!clauses.can_be_tried(builtin)) continue;
        for (auto& clause : clauses.tried(builtin)) out.push_back(std::move(clause));
    }
    return out;
}

}  // namespace badrdp::harness
