// results.json: everything that is known of a run, for programs. docs/results.md has the schema.
#pragma once

#include <string>

#include "harness/advise/remedy/remedy_run.h"
#include "harness/play/result.h"

namespace badrdp::harness {

inline constexpr int kResultsSchema = 1;

std::string results_json(const RunResult& run);
std::string results_json(const RemedyRun& run);

}  // namespace badrdp::harness
