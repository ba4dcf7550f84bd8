// Why connections die, as data: a row for each cause that documents and reports name, what it does to the
// packets, and what a client can truthfully say of it. Plain values; the loader fills them from
// scenarios/causes.toml.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "harness/data/codes/codes.h"
#include "harness/data/facts.h"
#include "harness/data/file/complaint.h"
#include "harness/data/scenario/load.h"

namespace badrdp::harness {

// What users saw, and how that is known.
struct Observation {
    std::string what;  // "mstsc 0x204: the dialog that ..."
    CodeName code{};   // its code, where one is known: family is empty otherwise
    // Nothing: nobody has said what is shown here.
    std::optional<Backing> evidence{};
    std::string source{};

    friend bool operator==(const Observation&, const Observation&) = default;
};

struct CauseRow {
    std::string id{};     // "C10"
    std::string title{};  // in the words of a person who has the trouble
    std::string phase{};  // a folder of scenarios: where the connection usually dies
    std::string wire{};   // one sentence: what the packets show
    // Where to look where no packet tells; empty for a cause that packets show.
    std::vector<std::string> looks{};
    std::vector<Observation> sees{};
    // What a client that understood the packets says. A client knows no more than they show: of a key that
    // cannot be read, no more than that TLS failed.
    std::vector<Reason> names{};
    std::vector<Reason> vaguer{};  // says less than could be known, and nothing wrong
    unsigned line = 0;

    friend bool operator==(const CauseRow&, const CauseRow&) = default;
};

struct LoadedCauses {
    std::vector<CauseRow> causes;  // in the order of the file
    std::vector<Complaint> complaints;
};

// scenarios/causes.toml below `root`. A catalogue of one's own may have none: that is no complaint.
std::filesystem::path causes_file(const std::filesystem::path& root);
LoadedCauses load_causes(const std::filesystem::path& root);

const CauseRow* find_cause(const std::vector<CauseRow>& causes, std::string_view id);

// Scenarios whose `cause` is no row, at the place where their file says so.
std::vector<Complaint> check_causes(const std::vector<CauseRow>& causes,
                                    const std::vector<Scenario>& scenarios);

}  // namespace badrdp::harness
