// What is different between two versions of a client, by what the differences have in common.
#pragma once

#include "harness/advise/versions/deeds.h"

namespace badrdp::harness {

struct VersionChange {
    std::string field;     // one of a deed; or "offer": the first connection asks for other protocols
    std::string from, to;  // "131", "161"; of a deed with several values all of them

    friend auto operator<=>(const VersionChange&, const VersionChange&) = default;
};

// Where no value of the one was seen with the other: what varies and overlaps is a race, no change.
std::vector<VersionChange> changes_of(const Deed& from, const Deed& to);

// Changes that the very same cases show.
struct ChangeGroup {
    std::vector<VersionChange> changes;
    std::vector<CaseName> cases;  // sorted
};

struct Changes {
    std::string from, to;                          // titles
    std::size_t cases = 0;                         // in which both were played
    std::size_t differ = 0;                        // of those, with any change
    std::vector<ChangeGroup> groups{};             // the one with most cases first
    std::vector<CaseName> only_from{}, only_to{};  // cases in which the other one was not played
};

Changes changes_between(const Deeds& from, const Deeds& to);

}  // namespace badrdp::harness
