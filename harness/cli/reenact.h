// A diagnosis proved by playing it: the scenario that it names, with a client, and whether the packets look
// the same.
#pragma once

#include <string>

#include "harness/cli/cli.h"
#include "harness/diagnose/diagnosis.h"

namespace badrdp::harness {

// One line: that the best of the plays shows the same face, or the first packet that differs. Plays what the
// first cause with scenarios of the catalogue names, in a run of its own that leaves nothing behind.
std::string reenact(const capture::Talk& talk, const diagnosis::Diagnosis& found, const std::string& client,
                    const Globals& globals);

}  // namespace badrdp::harness
