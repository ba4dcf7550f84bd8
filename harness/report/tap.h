// The run in the Test Anything Protocol, version 14 [testanything.org/tap-version-14-specification.html].
#pragma once

#include <string>

#include "harness/play/result.h"

namespace badrdp::harness {

// A line a case. `known` is a failure to do (todo), `unsupported` and `unsteady` are skipped, and whatever
// else is red is not ok, with what is known of it as YAML. A run that did not come to its end bails out.
std::string tap_text(const RunResult& run);

}  // namespace badrdp::harness
