// What `check` says of demands that cannot fail.
#pragma once

#include <filesystem>
#include <vector>

#include "harness/data/file/complaint.h"
#include "harness/data/scenario/scenario.h"

namespace badrdp::harness {

// Clauses that no client breaks, however badly it behaves: the scenarios of each file are simulated, as many
// files at once as there are cores, and a terminal sees how far it is. Without a built-in client in the
// catalogue below `root` nobody can tell.
std::vector<Complaint> check_clauses(const std::filesystem::path& root,
                                     const std::vector<std::vector<Scenario>>& files);

// By the file that each is a variant of.
std::vector<std::vector<Scenario>> by_file(std::vector<Scenario> scenarios);

}  // namespace badrdp::harness
