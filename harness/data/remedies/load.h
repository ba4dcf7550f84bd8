// The files of scenarios/remedies in, remedies or complaints out.
#pragma once

#include <vector>

#include "harness/data/file/complaint.h"
#include "harness/data/remedies/remedy.h"
#include "harness/data/scenario/load.h"

namespace badrdp::harness {

struct LoadedRemedies {
    std::vector<Remedy> remedies;  // in the order of their ids
    std::vector<Complaint> complaints;
};

// One file, named by its stem.
LoadedRemedies load_remedy(const std::filesystem::path& file);

// Every *.toml in `root`/remedies; nothing if there is no such folder.
LoadedRemedies load_remedies(const std::filesystem::path& root);

}  // namespace badrdp::harness
