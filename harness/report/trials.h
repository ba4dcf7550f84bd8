// What remedies did, for a terminal: the matrix of causes and fixes, then each scenario with its captures.
#pragma once

#include <string>

#include "harness/result.h"

namespace badrdp::harness {

// `run.trials` must be there.
std::string trials_text(const RunResult& run, bool colour);

// The same as a section of report.html; empty if the run tried no remedies.
std::string trials_html(const RunResult& run);

}  // namespace badrdp::harness
