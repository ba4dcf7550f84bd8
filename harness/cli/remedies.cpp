#include "harness/cli/remedies.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/data/remedies/load.h"
#include "harness/os/usage_error.h"

namespace badrdp::harness {

std::vector<Remedy> all_remedies(const Globals& globals) {
    auto loaded = load_remedies(globals.scenarios);
    std::string lines;
    for (const auto& complaint : loaded.complaints)
        lines += (lines.empty() ? "" : "\n") + to_string(complaint);
    if (!lines.empty()) throw UsageError(lines);
    if (loaded.remedies.empty())
        throw UsageError(fmt::format("{}: no remedies there", (globals.scenarios / "remedies").string()));
    return std::move(loaded.remedies);
}

std::vector<std::string> worth_a_try(const Globals& globals, const std::vector<std::string>& wanted,
                                     std::span<const Remedy> remedies) {
    if (!wanted.empty()) return wanted;
    std::vector<std::string> out;
    for (const auto& scenario : catalogue(globals))
        if (is_worth_a_try(scenario, remedies)) out.push_back(scenario.id());
    if (out.empty()) throw UsageError("no scenario has a cause for which a remedy can be tried");
    return out;
}

std::vector<Subject> subjects(const RunSetup& bill, const RunResult& broken) {
    std::vector<Subject> out;
    for (const auto& result : broken.cases) {
        const auto verdict = result.judgement.verdict;
        // Moot cases count: where two things are wrong, the first may hide the second, and both need a
        // remedy.
        if (verdict == Verdict::unsupported || verdict == Verdict::error) continue;
        const auto& all = bill.scenarios();
        const auto scenario = std::ranges::find(all, result.scenario, &Scenario::id);
        const auto client = std::ranges::find(bill.clients(), result.client, &Client::name);
        if (scenario == all.end() || client == bill.clients().end()) continue;
        if (!scenario->healthy() && !got_in(result.facts)) out.push_back({&*scenario, &*client, result});
    }
    return out;
}

void play_experiment(const RunSetup& bill, const Experiment& experiment, const OnProgress& progress,
                     RemedyRun& run) {
    // What a baseline says of the untouched case means nothing once a remedy has changed it.
    const auto unjudged = [&](Progress now) {
        now.failed = 0;
        if (progress) progress(now);
    };
    auto plans = experiment.plans(bill.honest());
    for (const auto& plan : plans) {
        run.planned += plan.first.size() + plan.last.size();
        run.planned_remedied += plan.cases.size() + plan.unsupported.size();
    }
    auto played = play_all(bill.order(std::move(plans), unjudged));
    std::ranges::move(experiment.trials(played), std::back_inserter(run.trials.cells));
    for (auto& result : played.cases)
        (result.healthy ? run.cases : run.remedied).push_back(std::move(result));
    std::ranges::move(played.shortfalls, std::back_inserter(run.shortfalls));
    run.took += played.took;
    run.interrupted = run.interrupted || played.interrupted;
}

namespace {

// The honest case itself, on loopback: a remedy must not break what is healthy.
void add_healthy(const RunSetup& bill, const RunResult& broken, std::span<const Remedy> remedies,
                 Experiment& experiment) {
    for (const auto& client : bill.clients()) {
        const auto healthy = std::ranges::find_if(broken.cases, [&](const CaseResult& result) {
            return result.healthy && !result.last_round && result.scenario == kHonest &&
                   result.client == client.name() && got_in(result.facts);
        });
        if (healthy == broken.cases.end()) continue;
        for (const auto& remedy : remedies) {
            const auto* one = &remedy;
            experiment.add(bill.honest(), client, *healthy, std::span(&one, 1));
        }
    }
}

}  // namespace

RemedyRun play_remedies(const RunSetup& bill, std::vector<Remedy> remedies, const OnProgress& progress) {
    RemedyRun run{play_all(bill.order(progress)), {.remedies = std::move(remedies), .cells = {}}};
    if (run.interrupted) return run;
    Experiment experiment(bill.nets(), bill.baselines());
    add_healthy(bill, run, run.trials.remedies, experiment);
    for (const auto& [scenario, client, before] : subjects(bill, run))
        for (const auto& remedy : run.trials.remedies) {
            const auto* one = &remedy;
            experiment.add(*scenario, *client, before, std::span(&one, 1));
        }
    play_experiment(bill, experiment, progress, run);
    return run;
}

}  // namespace badrdp::harness
