// The files of scenarios/codes in, codes or complaints out.
#pragma once

#include <set>

#include "harness/data/codes/codes.h"
#include "harness/data/file/complaint.h"
#include "harness/data/scenario/load.h"

namespace badrdp::harness {

struct LoadedFamily {
    std::optional<Family> family;
    std::vector<Complaint> complaints;
};

struct LoadedLeads {
    std::vector<LeadRow> rows;
    std::vector<Complaint> complaints;
};

struct LoadedChecks {
    Checks checks;
    std::vector<Complaint> complaints;
};

// The families that have a file below `root`/codes, sorted.
std::vector<std::string> family_names(const std::filesystem::path& root);

// One of them. A file with complaints gives no family.
LoadedFamily load_family(const std::filesystem::path& root, const std::string& name);

LoadedLeads load_leads(const std::filesystem::path& root);
LoadedChecks load_checks(const std::filesystem::path& root);

// "errinfo:0x9", "mstsc:0x904/0x7", "ntstatus:0xC000006D".
std::optional<CodeName> parse_code_name(std::string_view text);

// "0x9", "36870"; nothing when it is no whole number of at most 32 bits.
std::optional<std::uint32_t> parse_code_number(std::string_view text);

// What no single file shows: references to codes, scenarios or clients that are not there. `files` counts the
// files that were read.
std::vector<Complaint> check_codes(const std::filesystem::path& root, const std::vector<Scenario>& scenarios,
                                   const std::vector<std::string>& clients, std::size_t& files);

}  // namespace badrdp::harness
