// What `badrdp run --remedies` and `badrdp cure` share: scenarios played as they are, and with remedies.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/advise/remedy/experiment.h"
#include "harness/advise/remedy/remedy_run.h"
#include "harness/cli/run_setup.h"

namespace badrdp::harness {

// Those of the catalogue; throws UsageError with every complaint, one a line.
std::vector<Remedy> all_remedies(const Globals& globals);

// The patterns that ask for each scenario with a cause for which a remedy can be tried; what the user named
// is left as it is.
std::vector<std::string> worth_a_try(const Globals& globals, const std::vector<std::string>& wanted,
                                     std::span<const Remedy> remedies);

// A case that ended before the session was active, and what it was a case of.
struct Subject {
    const Scenario* scenario = nullptr;
    const Client* client = nullptr;
    CaseResult before;
};
std::vector<Subject> subjects(const RunSetup& bill, const RunResult& broken);

using OnProgress = std::function<void(const Progress&)>;

// Plays the cases that the experiment needs, and appends them and the cells to `run`.
void play_experiment(const RunSetup& bill, const Experiment& experiment, const OnProgress& progress,
                     RemedyRun& run);

// Plays the broken scenarios, then each remedy in each of them and on the honest host.
RemedyRun play_remedies(const RunSetup& bill, std::vector<Remedy> remedies, const OnProgress& progress);

}  // namespace badrdp::harness
