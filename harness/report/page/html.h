// report.html: the run as one page that needs no other file and no network. Its one script only searches.
#pragma once

#include <string>

#include "harness/advise/remedy/remedy_run.h"
#include "harness/play/result.h"

namespace badrdp::harness {

// Reads what the cases have left in the run's folder: ladders, the client's last lines, captures of red
// cases. What is not there is left out. Throws UsageError if a file is there and cannot be read.
std::string report_html(const RunResult& run);
std::string report_html(const RemedyRun& run);

}  // namespace badrdp::harness
