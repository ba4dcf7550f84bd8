// What the files of remedies claim, for pages: who wants to try a remedy out reads more of them.
#pragma once

#include "harness/atlas/atlas.h"

namespace badrdp::harness {

struct ReadCures {
    std::map<std::string, std::vector<Cure>> cures;  // by id of the cause, in the order of their own ids
    std::vector<Complaint> complaints;
};

// Every *.toml in `root`/remedies; nothing if there is no such folder.
ReadCures read_cures(const std::filesystem::path& root);

}  // namespace badrdp::harness
