// report.html: the run as one page that needs no other file, no script and no network.
#pragma once

#include <string>

#include "harness/result.h"

namespace badrdp::harness {

std::string report_html(const RunResult& run);

}  // namespace badrdp::harness
