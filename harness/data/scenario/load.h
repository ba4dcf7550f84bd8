// Scenario files in, scenarios or complaints out.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/data/file/complaint.h"
#include "harness/data/scenario/scenario.h"

namespace badrdp::harness {

struct Loaded {
    std::vector<Scenario> scenarios;  // one per variant, in the order of name and variant
    std::vector<Complaint> complaints;
};

// One file. `root` is the scenarios folder that its name is relative to; a file outside it is named by its
// stem. The demands of everywhere.toml are added, unless the file has a table [case]: that is the case.toml
// of a run, which holds all its demands and says which scenario it is.
Loaded load_scenario(const std::filesystem::path& file, const std::filesystem::path& root);

// Whether a folder of the catalogue is one of scenarios, and not of data beside them.
bool holds_scenarios(std::string_view folder);

// Every *.toml below `root` but clients/, codes/, remedies/, lab/, everywhere.toml and causes.toml; demands
// of everywhere.toml are added to each scenario.
Loaded load_scenarios(const std::filesystem::path& root);

// One fault of the fake client as `badrdp connect` is told it: the inside of a [[fault]] on one line, its
// keys separated by commas: `set = "x224_request.tpkt.length", to = 3`.
std::expected<fault::Fault, std::string> parse_client_fault(const std::string& text);
// The same of a host.
std::expected<fault::Fault, std::string> parse_host_fault(const std::string& text);
// The same of the end that speaks at its step.
std::expected<fault::Fault, std::string> parse_any_fault(const std::string& text);

// A scenario of somebody who gave it no file, by the same reader: `name` stands for the file in complaints.
// It is one scenario, without [vary] and [case], and needs no [[demand]]. Nothing but the tables of codes
// below `root` is opened for it.
Loaded parse_scenario(const std::string& text, const std::string& name, const std::filesystem::path& root);

}  // namespace badrdp::harness
