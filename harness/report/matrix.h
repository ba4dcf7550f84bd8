// The run on a terminal: healthy cases first, then who met what, then what needs a look.
#pragma once

#include <string>

#include "harness/play/result.h"

namespace badrdp::harness {

std::string matrix_text(const RunResult& run, bool colour);

}  // namespace badrdp::harness
