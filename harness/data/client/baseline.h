// What one client and version was seen to do, kept as data and reviewed by people.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/data/facts.h"
#include "harness/data/file/complaint.h"
#include "harness/data/scenario/load.h"
#include "harness/data/verdict.h"

namespace badrdp::harness {

// A demand that this client is known to break. Without `why` it is not reviewed, and excuses nothing.
struct KnownBreak {
    std::vector<std::string> fields;  // the demand's fields that it breaks: "outcome", "within", ...
    std::string why;
    std::string since;  // version of the client, or a date
    std::string until;  // the same: when to look again; may be empty
};

// Every field lists what was seen; more than one value means that two runs differed, and `varies` says why.
struct BaselineEntry {
    std::string scenario;  // id, variant included
    std::string options;
    std::vector<Outcome> outcome;
    std::vector<int> exit;  // -1: killed by us; 128 + signal: crashed
    std::vector<wire::Step> step;
    std::vector<std::vector<std::string>>
        connections;  // requestedProtocols of each, in order: "0x3", "none" or "-"
    std::vector<Reason> reason;
    std::vector<TimeClass> time;
    std::string varies;
    std::optional<KnownBreak> known;
    unsigned line = 0;
};

struct Baseline {
    std::string client;
    std::string version;  // "2.11": matches 2.11.x
    std::filesystem::path file;
    std::vector<BaselineEntry> entries;

    const BaselineEntry* find(std::string_view scenario, std::string_view options) const;
};

struct LoadedBaseline {
    std::optional<Baseline> baseline;
    std::vector<Complaint> complaints;
};

// The first two numbers, since behaviour is kept for each of them: "2.11.7" -> "2.11", "3.5-dev" -> "3.5".
std::string minor_version(std::string_view version);

// clients/<client>/baseline-<minor version>.toml below `root`.
std::filesystem::path baseline_file(const std::filesystem::path& root, std::string_view client,
                                    std::string_view version);

// No file is no complaint; a file with complaints is no baseline.
LoadedBaseline load_baseline(const std::filesystem::path& root, std::string_view client,
                             std::string_view version);

// Writes the file anew, sorted by scenario and options, in one step: whoever reads it meanwhile sees the old
// file or the new one. Comments at its head and right above an entry are kept. Throws std::system_error.
void save_baseline(const Baseline& baseline, const std::filesystem::path& file);

}  // namespace badrdp::harness
