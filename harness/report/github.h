// A run as GitHub Actions shows it: annotations beside a job's log, and the page of its summary.
#pragma once

#include <cstddef>
#include <string>

#include "harness/play/result.h"

namespace badrdp::harness {

// At most ten errors and ten warnings, which is what GitHub takes of a step: what somebody wanted and did not
// get, first causes, red cases; and unsteady ones as warnings. The last says how many more there are.
std::string github_annotations(const RunResult& run);

// Markdown in at most so many bytes: the verdict, its counts, and what needs a look in a table. What a client
// printed is text in it, and nothing else. Empty: there is no room for it.
std::string github_summary(const RunResult& run, std::size_t most);

}  // namespace badrdp::harness
