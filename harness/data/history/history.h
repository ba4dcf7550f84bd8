// What many runs came to, in one file below the folder of the runs: an SQLite database, which any other
// program can read too (its view `history` has a row for each case of each run). Kept small by itself: the
// oldest runs go first.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/data/facts.h"
#include "harness/data/verdict.h"
#include "harness/os/sqlite.h"

namespace badrdp::harness {

inline constexpr std::string_view kHistoryFile = "history.sqlite";

struct PastRun {
    std::string folder;   // its name below the folder of the runs: no two have the same
    std::string started;  // ISO 8601, UTC
    std::string badrdp;   // version
    std::chrono::milliseconds took{0};
    int exit_status = 0;
    bool whole = true;  // false: some planned cases have no result

    friend bool operator==(const PastRun&, const PastRun&) = default;
};

// Which case: the same in every run.
struct PastName {
    std::string scenario;  // id
    std::string client;
    std::string options;
    std::string net;
    bool last_round = false;

    friend auto operator<=>(const PastName&, const PastName&) = default;
};

struct PastCase {
    PastName name;
    std::string version;  // of the client
    Verdict verdict = Verdict::error;
    std::optional<Outcome> outcome;  // nothing: it has none
    Reason reason = Reason::nothing;
    wire::Step step = wire::Step::none;  // the deepest
    std::chrono::milliseconds took{0};
    std::string note{};  // why it is known, unsteady or not judged; may be empty
    unsigned plays = 1;  // of this case in its run
    unsigned good = 0;   // of them, those that were no red

    friend bool operator==(const PastCase&, const PastCase&) = default;
};

struct PastResult {
    std::size_t run = 0;  // its place in History::runs()
    PastCase of;
};

struct HistoryLimits {
    std::size_t runs = 2'000;
    std::size_t results = 400'000;
};

// The file cannot be opened, read or written, or is no history.
using HistoryTrouble = DatabaseTrouble;

// Open, and what is read of it does not change until it is closed. Whatever is in the file was written by
// whoever may write there: texts are bounded, a result with words that are not known here is left out, and
// nothing of it is run. Each function throws HistoryTrouble.
class History {
public:
    enum class Use : std::uint8_t { read, write };  // `write` makes the file if it is not there

    History(const std::filesystem::path& file, Use use);

    // Enters a run, all of it or nothing, and lets the oldest go until the limits hold; the newest stays
    // whatever its size. A run of the same folder goes, and so do those in `instead_of`, which it is made of.
    // Waits up to ten seconds for others that write.
    void add(const PastRun& run, const std::vector<PastCase>& cases,
             const std::vector<std::string>& instead_of = {}, HistoryLimits limits = {});

    // In the order in which they began.
    std::vector<PastRun> runs() const;
    // Results of these cases in the runs from this place on: case by case in the order of their names, and of
    // one in the order of the runs.
    std::vector<PastResult> results(const std::function<bool(const PastName&)>& wanted,
                                    std::size_t first_run = 0) const;

private:
    Database database_;
};

}  // namespace badrdp::harness
