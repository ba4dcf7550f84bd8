// report.html: the run as one page that needs no other file, no script and no network.
#pragma once

#include <string>

#include "harness/advise/remedy/remedy_run.h"
#include "harness/play/result.h"

namespace badrdp::harness {

std::string report_html(const RunResult& run);
std::string report_html(const RemedyRun& run);

}  // namespace badrdp::harness
