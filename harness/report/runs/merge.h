// One run of several: the shards of a night, or runs of different clients.
#pragma once

#include <filesystem>
#include <vector>

#include "harness/play/result.h"

namespace badrdp::harness {

// The runs in whichever order; `out` is the folder of the merged one, in which a link leads to each of them.
// A shard that is missing is a shortfall of it. Throws UsageError if they are no parts of one whole: another
// badrdp, seed or number of shards, a shard twice, or a case that two of them played and that is no healthy
// one of a shard.
RunResult merge_runs(std::vector<RunResult> runs, const std::filesystem::path& out);

// The folders of the runs that the run in this folder was merged from, as far as its links still lead there.
std::vector<std::filesystem::path> parts_of_run(const std::filesystem::path& run);

}  // namespace badrdp::harness
