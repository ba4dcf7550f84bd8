// report.html: the run as one page that needs no other file and no network. Its one script only searches.
#pragma once

#include <string>
#include <vector>

#include "harness/advise/remedy/remedy_run.h"
#include "harness/play/result.h"
#include "harness/report/runs/compare.h"

namespace badrdp::harness {

// What is different from an earlier run.
struct Since {
    std::string started;  // the earlier run, as results.json says it
    std::string trouble;  // why they cannot be compared; empty: they can
    std::vector<ClientChanges> changes;
    const RunResult* run = nullptr;  // the earlier one; null: its ladders are not shown
};

// Reads what the cases have left in the run's folder: ladders, the client's last lines, captures of red
// cases. What is not there is left out. Throws UsageError if a file is there and cannot be read.
std::string report_html(const RunResult& run, const Since* since = nullptr);
std::string report_html(const RemedyRun& run);

// One case of a run as a small page that may leave the house: without names, what the client printed, and
// paths. `capture` is what goes in as its capture, and holds no more than that; empty: none. Throws as above.
std::string shared_html(const RunResult& run, const CaseResult& result, const std::string& capture);

}  // namespace badrdp::harness
