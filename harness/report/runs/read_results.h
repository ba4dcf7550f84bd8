// A run that was played before, read back from what it left.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/play/result.h"

namespace badrdp::harness {

// Everything of results.json that a report prints, but for trials and remedies. `out` is the folder in which
// the file is, wherever it was written first. `file` is that file, or the folder that holds it. Throws
// UsageError, which names the file, if there is none, or it is no such file, or longer than 256 MiB.
RunResult read_run(const std::filesystem::path& file);

// The same from the file's text; `named` is what to call it.
RunResult read_results(std::string_view text, const std::string& named);

// The folders of the finished runs below this one, the newest first, by their names.
std::vector<std::filesystem::path> runs_below(const std::filesystem::path& parent);

// The newest finished run beside this one that is older than it, by the names of their folders. Nothing:
// there is none.
std::optional<std::filesystem::path> run_before(const std::filesystem::path& run);

// The run that somebody means: a folder, a results.json, or "last" for the newest below `parent`, "last~1"
// for the one before that. Throws UsageError.
std::filesystem::path run_meant(const std::string& word, const std::filesystem::path& parent);

}  // namespace badrdp::harness
