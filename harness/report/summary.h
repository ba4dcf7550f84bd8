// summary.txt: what the terminal showed, without its colours.
#pragma once

#include <string>

#include "harness/play/result.h"

namespace badrdp::harness {

std::string summary_text(const RunResult& run);

}  // namespace badrdp::harness
