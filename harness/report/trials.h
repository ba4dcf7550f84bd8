// What remedies did, for a terminal: the matrix of causes and fixes, then each scenario with its captures.
#pragma once

#include <string>

#include "harness/advise/remedy/remedy_run.h"

namespace badrdp::harness {

std::string trials_text(const RemedyRun& run, bool colour);

// The same as a section of report.html.
std::string trials_html(const RemedyRun& run);

}  // namespace badrdp::harness
