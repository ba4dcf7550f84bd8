// The baseline that a version is judged by: its own, or else that of the nearest version that has one.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "harness/data/client/baseline.h"

namespace badrdp::harness {

// Of `known` ("1.9", "1.9.1", "2.11") the longest that begins `version`; or else the newest that is older
// than it; or else the oldest. Empty if none is known.
std::string nearest_version(std::string_view version, const std::vector<std::string>& known);

// True if a baseline of the one version speaks of the other: "3.15" of "3.15.0".
bool speaks_of(std::string_view baseline, std::string_view version);

// What clients/<client>/baseline-*.toml below `root` know of `version`. No file is no complaint.
LoadedBaseline load_nearest_baseline(const std::filesystem::path& root, std::string_view client,
                                     std::string_view version);

}  // namespace badrdp::harness
