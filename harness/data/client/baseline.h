// What one client and version was seen to do, kept as data and reviewed by people.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <span>
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
    std::string since;    // version of the client, or a date
    std::string until;    // the same: from when on it excuses nothing; may be empty
    std::string owner{};  // who looks after it; may be empty
    std::string link{};   // where it is told of; may be empty
    // Why it excuses nothing any more, in words; empty: it does. No part of the file.
    std::string expired{};

    friend bool operator==(const KnownBreak&, const KnownBreak&) = default;
};

// Every field lists what was seen; more than one value means that two runs differed, and `varies` says why.
struct BaselineEntry {
    std::string
        scenario;  // an id; or a name without its variant, for every variant without an entry of its own
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
    std::string file{};  // the name of the one that it stands in

    friend bool operator==(const BaselineEntry&, const BaselineEntry&) = default;
};

// In inherited entries of these option sets a connection asks for `now` where it asked for `was`.
struct OfferChange {
    std::vector<std::string> options;
    std::string was, now;  // "0x3", "0xb"

    friend bool operator==(const OfferChange&, const OfferChange&) = default;
};

struct Baseline {
    std::string client;
    std::string version;  // "2.11": matches 2.11.x
    std::filesystem::path file;
    std::vector<BaselineEntry> entries;  // those that it inherits too
    // The version whose entries it has where its own file says nothing; empty: its file says all.
    std::string inherits{};
    std::vector<OfferChange> offers{};

    // What it says of the scenario with that id: in an entry of its own, or in that of all its variants.
    const BaselineEntry* find(std::string_view id, std::string_view options) const;
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

// In the client's own folder of the catalogue.
std::filesystem::path baseline_folder(const std::filesystem::path& root, std::string_view client);

// With what it inherits, from the files of one folder: `baseline-<version>.toml`. A missing file is no
// complaint; a file with complaints gives no baseline.
LoadedBaseline load_baseline_in(const std::filesystem::path& folder, std::string_view client,
                                std::string_view version);

// The same from the catalogue. A missing file is no complaint; a file with complaints gives no baseline.
LoadedBaseline load_baseline(const std::filesystem::path& root, std::string_view client,
                             std::string_view version);

// Says once what most of a scenario's variants have in common, if all that are played with an option set have
// an entry; the others keep theirs.
void fold_variants(Baseline& baseline, std::span<const Scenario> catalogue);

// The same with an entry for each variant of these scenarios, for whoever counts or lists them.
Baseline with_variants(Baseline baseline, std::span<const Scenario> scenarios);

// Writes the file anew, sorted by scenario and options, in one step: whoever reads it meanwhile sees the old
// file or the new one. Comments at its head, and right above an entry or a reason, are kept. Throws
// std::system_error.
void save_baseline(const Baseline& baseline, const std::filesystem::path& file);

}  // namespace badrdp::harness
