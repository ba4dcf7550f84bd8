// What two sides of a conversation say together: on which of them a packet was lost, who made one that nobody
// sent, and so which causes are left.
#pragma once

#include "harness/diagnose/diagnosis.h"
#include "harness/diagnose/meeting.h"

namespace badrdp::harness::diagnosis {

// A file that was read, for what it has in common with others.
struct SidesOf {
    const capture::Survey* survey = nullptr;
    const std::vector<Diagnosis>* talks = nullptr;  // one for each of survey->talks
    const SegmentBook* segments = nullptr;
};

// One conversation on two sides, or on one while the file of the other side should have it and does not.
struct BothSides {
    std::size_t client_file = 0, client_talk = 0;
    std::size_t host_file = 0;
    std::optional<std::size_t> host_talk{};  // nothing: no packet of it arrives there
    Meeting meeting{};
    std::vector<std::string> says{};  // a sentence each
    Diagnosis found{};                // that of the client's side, with what the host's side adds
};

// Each conversation that two of the files saw, once, by the order of the client's side.
std::vector<BothSides> both_sides(const std::vector<SidesOf>& files);

// The diagnosis of the client's side, strengthened or corrected by the meeting; `says` takes what was found.
Diagnosis judge_both(const Side& host, const Meeting& meeting, Diagnosis found,
                     std::vector<std::string>& says);

}  // namespace badrdp::harness::diagnosis
