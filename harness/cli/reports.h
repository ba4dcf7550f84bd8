// Where the reports of a run go: its folder, and the files that somebody names.
#pragma once

#include "harness/advise/remedy/remedy_run.h"
#include "harness/cli/cli.h"
#include "harness/play/result.h"

namespace badrdp::harness {

struct ReportPlaces {
    std::filesystem::path junit, json, tap;  // "-" is standard output; empty: none
    std::string github = "auto";             // auto: where GITHUB_ACTIONS is true; always; never
};

void add_place_options(CLI::App& command, ReportPlaces& places);

// Before anything is played for them: throws UsageError if one cannot be written.
void demand_places(const ReportPlaces& places);

// All reports, into the run's folder, which others may then read, and to these places. Throws
// std::system_error.
void write_reports(const RunResult& run, const ReportPlaces& places);
void write_reports(const RemedyRun& run, const ReportPlaces& places);

// The summary, for whoever sits there: on standard error if one of the places is standard output. For GitHub
// Actions its annotations behind it, and its page into the file that GITHUB_STEP_SUMMARY names; what came of
// remedies has neither.
void show(const RunResult& run, const ReportPlaces& places);
void show(const RemedyRun& run, const ReportPlaces& places);

}  // namespace badrdp::harness
