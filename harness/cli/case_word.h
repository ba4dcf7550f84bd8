// A case of a run, as somebody names it on the command line.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>

namespace badrdp::harness {

// The run, and what is meant in it.
using CaseWord = std::pair<std::filesystem::path, std::string>;

// "last/certificate/expired/xfreerdp.strict" (the newest run below `parent`), or the path of a folder in a
// run's. Nothing: the word is neither, and so a scenario's. Throws UsageError if there is no such run.
std::optional<CaseWord> case_word(const std::string& word, const std::filesystem::path& parent);

}  // namespace badrdp::harness
