// What the clients of a run did, version beside version.
#pragma once

#include "harness/advise/versions/changes.h"

namespace badrdp::harness {

// What one of them did, by its name: "xfreerdp3@trixie". The last round, and what could not be played or was
// spoiled, are left out.
Deeds played_deeds(const RunResult& run, std::string_view client);

// Each version against the next newer one that the same adapter played: "xfreerdp3@trixie 3.15.0" and
// "xfreerdp3@forky 3.32.2".
std::vector<Changes> changes_in(const RunResult& run);

}  // namespace badrdp::harness
