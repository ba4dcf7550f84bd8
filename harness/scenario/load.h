// Scenario files in, scenarios or complaints out.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/scenario/scenario.h"

namespace badrdp::harness {

// One thing that is wrong with a file, with its place, in the form editors understand:
// "scenarios/tls/x.toml:7:1: unknown key 'outcom' (did you mean 'outcome'?)"
struct Complaint {
    std::filesystem::path file;
    unsigned line = 0;
    unsigned column = 0;
    std::string text;
};
std::string to_string(const Complaint&);

struct Loaded {
    std::vector<Scenario> scenarios;  // one per variant, in the order of name and variant
    std::vector<Complaint> complaints;
};

// One file. `root` is the scenarios folder that its name is relative to; a file outside it is named by its
// stem. The demands of everywhere.toml are added, unless the file has a table [case]: that is the case.toml
// of a run, which holds all its demands and says which scenario it is.
Loaded load_scenario(const std::filesystem::path& file, const std::filesystem::path& root);

// Every *.toml below `root` but clients/, codes/, everywhere.toml and causes.toml; demands of everywhere.toml
// are added to each scenario.
Loaded load_scenarios(const std::filesystem::path& root);

// One fault of the fake client as `badrdp connect` is told it: the inside of a [[fault]] on one line, its
// keys separated by commas: `set = "x224_request.tpkt.length", to = 3`.
std::expected<fault::Fault, std::string> parse_client_fault(const std::string& text);

// Scenario globs: "tls/*", "healthy/tls", "negotiation/failure[code=5]", "*reset*". `*` also matches '/'.
// A pattern without a variant means all of them: "negotiation/failure".
bool glob_match(std::string_view pattern, std::string_view id);

// The name among `candidates` nearest to `wanted` by edit distance, if any is near, or one that it begins;
// for "did you mean".
std::string nearest(std::string_view wanted, const std::vector<std::string>& candidates);

}  // namespace badrdp::harness
