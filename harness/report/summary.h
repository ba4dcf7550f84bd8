// summary.txt: what the terminal showed, without its colours.
#pragma once

#include <string>

#include "harness/result.h"

namespace badrdp::harness {

std::string summary_text(const RunResult& run);

}  // namespace badrdp::harness
