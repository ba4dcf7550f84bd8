// Which cases show what remedies do, and what their results say of them: pure, so that it can be tested.
#pragma once

#include <deque>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "harness/advise/remedy/effect.h"
#include "harness/advise/remedy/trial.h"
#include "harness/data/client/baseline.h"
#include "harness/play/plan.h"

namespace badrdp::harness {

class Experiment {
public:
    // `baselines`, by client, tell where an untreated case may end in more than one way: another of these
    // ways is no effect of a remedy. They must outlive this.
    Experiment(Nets nets, const std::map<std::string, Baseline>& baselines)
        : nets_(std::move(nets)), baselines_(baselines) {}

    // One cell: these remedies, all done, in the scenario that `before` is the result of. Tries that come to
    // the same case share one play.
    void add(const Scenario& scenario, const Client& client, const CaseResult& before,
             std::span<const Remedy* const> remedies);

    // What has to be played for it. The honest case comes first, once for each client and network.
    std::vector<ClientPlan> plans(const Scenario& honest) const;

    // In the order in which they were added; `played` has the cases of plans().
    std::vector<Trial> trials(const RunResult& played) const;

private:
    struct Cell {
        Trial trial;
        Facts before;
        const BaselineEntry* usual = nullptr;
        Security due;
        const CaseOrder* order = nullptr;  // null: nothing is to be played
    };
    const CaseOrder& ordered(Scenario scenario, const Client& client, const std::string& options, Net net);

    Nets nets_;
    const std::map<std::string, Baseline>& baselines_;
    std::deque<Scenario> scenarios_;
    std::deque<CaseOrder> orders_;
    std::vector<Cell> cells_;
};

// Whether any remedy that speaks of the scenario's cause does anything there: such a scenario is worth a try.
bool is_worth_a_try(const Scenario& scenario, std::span<const Remedy> remedies);

// "refused at server_flight (certificate)".
std::string end_text(const Facts& facts);

}  // namespace badrdp::harness
