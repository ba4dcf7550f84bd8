#include "harness/advise/remedy/experiment.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/advise/remedy/apply.h"

namespace badrdp::harness {
namespace {

constexpr std::string_view kChangesNothing = "changes nothing on this host";

std::string label(std::span<const Remedy* const> remedies) {
    std::vector<std::string> ids;
    for (const auto* remedy : remedies) ids.push_back(remedy->id);
    return fmt::format("fix={}", fmt::join(ids, "+"));
}

// What the broken scenario demands was for the broken one; what holds everywhere holds here, too.
std::vector<Demand> demands_everywhere(const std::vector<Demand>& demands, const std::string& options) {
    std::vector<Demand> out;
    for (auto demand : demands) {
        if (demand.file != "everywhere.toml") continue;
        demand.options = options;
        if (std::ranges::find(out, demand) == out.end()) out.push_back(std::move(demand));
    }
    if (out.empty()) {
        Demand ends;
        ends.options = options;
        ends.outcome = {Outcome::active, Outcome::authenticated, Outcome::refused, Outcome::disconnected,
                        Outcome::timed_out};
        ends.why = "whatever the other end does, a client ends by itself";
        out.push_back(std::move(ends));
    }
    return out;
}

// How the case ends without any remedy, at least sometimes: not where that lets the client in.
bool is_usual(const BaselineEntry* usual, const Facts& facts) {
    return usual && !got_in(facts) &&
           std::ranges::find(usual->outcome, facts.outcome) != usual->outcome.end() &&
           std::ranges::find(usual->step, facts.deepest) != usual->step.end();
}

// The same trouble, however it is labelled.
bool same_play(const Scenario& a, Scenario b) {
    b.variant = a.variant;
    return a == b;
}

}  // namespace

std::string end_text(const Facts& facts) {
    auto out = fmt::format("{} at {}", name(facts.outcome), name(facts.deepest));
    if (facts.reason != Reason::nothing) out += fmt::format(" ({})", name(facts.reason));
    return out;
}

bool is_worth_a_try(const Scenario& scenario, std::span<const Remedy> remedies) {
    if (scenario.cause.empty()) return false;
    return std::ranges::any_of(remedies, [&](const Remedy& remedy) {
        return remedy.claim_on(scenario.cause) &&
               (remedy.change.options || apply(remedy, scenario) != scenario);
    });
}

const CaseOrder& Experiment::ordered(Scenario scenario, const Client& client, const std::string& options,
                                     Net net) {
    for (const auto& order : orders_)
        if (order.client == &client && order.options == options && order.net == net &&
            same_play(*order.scenario, scenario))
            return order;
    scenarios_.push_back(std::move(scenario));
    const auto& kept = scenarios_.back();
    orders_.push_back({.scenario = &kept, .client = &client, .options = options, .net = net});
    return orders_.back();
}

void Experiment::add(const Scenario& scenario, const Client& client, const CaseResult& before,
                     std::span<const Remedy* const> remedies) {
    Cell cell{.trial = {.scenario = scenario.id(),
                        .cause = scenario.cause,
                        .client = client.name(),
                        .version = client.version,
                        .options = before.options,
                        .remedies = {},
                        .note = {},
                        .before = end_text(before.facts),
                        .after = {},
                        .before_dir = before.dir,
                        .dir = {}},
              .before = before.facts,
              .usual = nullptr,
              .due = {}};
    if (const auto known = baselines_.find(client.name()); known != baselines_.end())
        cell.usual = known->second.find(scenario.id(), before.options);
    auto treated = scenario;
    auto options = before.options;
    std::string why;
    for (const auto* remedy : remedies) {
        cell.trial.remedies.push_back(remedy->id);
        if (why.empty()) why = undetermined(*remedy, treated);
        treated = apply(*remedy, treated);
        options = options_under(*remedy, options);
    }
    if (!why.empty()) {
        cell.trial.note = std::move(why);
    } else if (treated == scenario && options == before.options) {
        cell.trial.effect = Effect::none;
        cell.trial.note = kChangesNothing;
        cell.trial.after = cell.trial.before;
    } else {
        treated.variant += (treated.variant.empty() ? "" : ",") + label(remedies);
        cell.due = security_due(scenario, treated, before.options, options != before.options);
        // What a remedy does to an honest host is no honest case.
        if (scenario.healthy())
            treated.name = "remedied/" + scenario.name.substr(scenario.name.find('/') + 1);
        treated.demands = demands_everywhere(scenario.demands, options);
        // Over the same network, even if nothing is in the way any more.
        const auto net = net_named(before.net).value_or(Net::loopback);
        cell.order = &ordered(std::move(treated), client, options, net);
    }
    cells_.push_back(std::move(cell));
}

std::vector<ClientPlan> Experiment::plans(const Scenario& honest) const {
    std::vector<ClientPlan> out;
    for (const auto& order : orders_) {
        auto plan = std::ranges::find(out, order.client, &ClientPlan::client);
        if (plan == out.end())
            plan = out.insert(
                out.end(),
                ClientPlan{.client = order.client, .first = {}, .cases = {}, .last = {}, .unsupported = {}});
        auto nets = nets_;
        nets.wanted = order.net;
        auto one = plan_client(*order.client, nullptr, std::span(order.scenario, 1), honest, nets);
        std::ranges::move(one.unsupported, std::back_inserter(plan->unsupported));
        if (one.cases.empty()) continue;
        // A later round of the honest case: the first one was that of the broken scenarios.
        for (auto& first : one.first) {
            first.last_round = true;
            const auto same = [&](const CaseOrder& known) { return known.net == first.net; };
            if (std::ranges::none_of(plan->first, same)) plan->first.push_back(first);
        }
        std::ranges::move(one.cases, std::back_inserter(plan->cases));
    }
    return out;
}

std::vector<Trial> Experiment::trials(const RunResult& played) const {
    std::vector<Trial> out;
    for (const auto& cell : cells_) {
        out.push_back(cell.trial);
        if (!cell.order) continue;
        auto& trial = out.back();
        const auto found = std::ranges::find_if(played.cases, [&](const CaseResult& result) {
            return result.scenario == cell.order->scenario->id() && result.options == cell.order->options &&
                   result.client == trial.client;
        });
        if (found == played.cases.end()) {
            trial.note = "not played";
            continue;
        }
        trial.dir = found->dir;
        const auto verdict = found->judgement.verdict;
        if (verdict == Verdict::error || verdict == Verdict::unsupported) {
            trial.note = found->judgement.note;
            continue;
        }
        // No remedy keeps a client from sending anything: its machine, or ours, did.
        if (found->facts.deepest == wire::Step::none && cell.before.deepest != wire::Step::none) {
            trial.note =
                "the client sent nothing: its client.log may tell why, or this machine is too busy: try -j 4";
            continue;
        }
        const auto seen = security_seen(*cell.order->scenario, found->facts);
        trial.effect = is_usual(cell.usual, found->facts)
                           ? Effect::none
                           : effect_of(cell.before, found->facts, cell.due, seen);
        trial.after = end_text(found->facts);
        if (got_in(found->facts)) trial.note = lack(cell.due, seen);
    }
    return out;
}

}  // namespace badrdp::harness
