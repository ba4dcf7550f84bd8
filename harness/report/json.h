// results.json: everything that is known of a run, for programs. docs/results.md has the schema.
#pragma once

#include <string>

#include "harness/result.h"

namespace badrdp::harness {

inline constexpr int kResultsSchema = 1;

std::string results_json(const RunResult& run);

}  // namespace badrdp::harness
