// What a run came to goes into the history below the folder of the runs.
#pragma once

#include <vector>

#include "harness/play/result.h"

namespace badrdp::harness {

// A run that is over and has its reports; `parts`: the runs that it was merged from, whose place it takes. A
// shard is a part, and no run of a history. Where the history cannot be written, a line on standard error
// says so, and that is all.
void remember(const RunResult& run, const std::vector<RunResult>& parts = {});

}  // namespace badrdp::harness
