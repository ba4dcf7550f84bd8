// The baseline that a version is judged by: its own, or else that of the nearest version that has one.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "harness/data/client/adapter.h"
#include "harness/data/client/baseline.h"

namespace badrdp::harness {

// Of `known` ("1.9", "1.9.1", "2.11") the longest that begins `version`; or else the newest that is older
// than it; or else the oldest. Empty if none is known.
std::string nearest_version(std::string_view version, const std::vector<std::string>& known);

// True if a baseline of the one version speaks of the other: "3.15" of "3.15.0".
bool speaks_of(std::string_view baseline, std::string_view version);

// Where the baselines of an adapter are: beside its file, if that is called adapter.toml as in the catalogue;
// or else in the folder beside it that is called as its client: `acme` for acme.toml.
std::filesystem::path baselines_of(const Adapter& adapter);

// What the files baseline-*.toml of `folder` know of `version` of this client. No file is no complaint.
LoadedBaseline load_nearest_baseline_in(const std::filesystem::path& folder, std::string_view client,
                                        std::string_view version);

// The same of clients/<client> below `root`.
LoadedBaseline load_nearest_baseline(const std::filesystem::path& root, std::string_view client,
                                     std::string_view version);

}  // namespace badrdp::harness
