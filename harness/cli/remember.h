// What a run came to goes into the history below the folder of the runs.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/play/result.h"

namespace badrdp::harness {

// A run that is over and has its reports; `parts`: the folders of the runs that it was merged from, whose
// place it takes. A shard is a part, and no run of a history. Where the history cannot be written, a line on
// standard error says so, and that is all.
void remember(const RunResult& run, const std::vector<std::filesystem::path>& parts = {});

// What a history calls those of the parts that lie beside the folder of the run.
std::vector<std::string> names_beside(const std::filesystem::path& run,
                                      const std::vector<std::filesystem::path>& parts);

}  // namespace badrdp::harness
