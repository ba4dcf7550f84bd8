// What somebody wants of a run beside its verdicts, so that green means judged.
#pragma once

#include <string>
#include <vector>

#include "harness/play/result.h"

namespace badrdp::harness {

struct Wanted {
    std::vector<Verdict> fail_on;    // verdicts that are not red by themselves, and are not wanted here
    std::size_t at_least = 0;        // cases that must be judged; a last round counts for none
    std::vector<std::string> named;  // clients of whom somebody said that they be played; of a shard none
};

// In the order in which a reader wants them: what was not played first.
std::vector<Shortfall> shortfalls(const RunResult& run, const Wanted& wanted);

}  // namespace badrdp::harness
