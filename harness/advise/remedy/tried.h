// What came of each remedy with one client, kept as data beside its baseline: for the pages, and for whoever
// reads the difference after a new version.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/advise/remedy/trial.h"
#include "harness/data/file/complaint.h"
#include "harness/data/scenario/load.h"

namespace badrdp::harness {

inline constexpr std::string_view kHealthy = "healthy";  // in place of a cause

// One cause, played with one option set. A remedy is below every effect that it had in one of the cause's
// scenarios; what nobody could tell is left out. A file does not list what had no effect: that is whatever
// was tried and is not in the row, and what is there and came to nothing in other scenarios (`sometimes`).
struct TriedRow {
    std::string cause;  // "C01", or kHealthy
    std::string options;
    std::map<Effect, std::vector<std::string>> remedies;  // ids, in their order

    friend bool operator==(const TriedRow&, const TriedRow&) = default;
};

struct Tried {
    std::string client;
    std::string version;  // "2.11", as in a baseline
    std::vector<TriedRow> rows;

    friend bool operator==(const Tried&, const Tried&) = default;
};

struct LoadedTried {
    std::optional<Tried> tried;
    std::vector<Complaint> complaints;
};

// One for each client of the trials; of remedies that were done together nothing is kept.
std::vector<Tried> tried_of(const Trials& trials);

// clients/<client>/remedies-<minor version>.toml below `root`.
std::filesystem::path tried_file(const std::filesystem::path& root, const Tried& tried);

std::string to_toml(const Tried& tried);
LoadedTried load_tried(const std::filesystem::path& file);

// Every such file below `root`/clients, by client and version.
struct AllTried {
    std::vector<Tried> tried;
    std::vector<Complaint> complaints;
};
AllTried load_all_tried(const std::filesystem::path& root);

}  // namespace badrdp::harness
