// What is different between two runs, case by case.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/play/result.h"

namespace badrdp::harness {

enum class Turned : std::uint8_t {
    worse,    // red now, and was not
    better,   // was red, and is not
    changed,  // as red as before or as good, but the client does something else
    gone,     // it was judged, and is not any more
    added,    // it is judged now, and was not
};

inline constexpr std::array kTurned{Turned::worse, Turned::better, Turned::changed, Turned::gone,
                                    Turned::added};

constexpr std::string_view name(Turned turned) {
    constexpr std::array<std::string_view, kTurned.size()> names{"new", "fixed", "changed", "gone", "added"};
    return names[static_cast<std::size_t>(turned)];
}

// One fact that is not what it was.
struct FactChange {
    std::string field;  // as a finding calls it; "verdict" too
    std::string was, is;

    friend bool operator==(const FactChange&, const FactChange&) = default;
};

struct CaseChange {
    Turned turned = Turned::changed;
    const CaseResult* before = nullptr;  // null: added
    const CaseResult* after = nullptr;   // null: gone
    std::vector<FactChange> facts;
    std::string first_packet;  // in which the two differ, in words; empty: in none, or nothing was kept
};

// One client, in whichever version.
struct ClientChanges {
    std::string client;
    std::string version_before, version_after;  // empty: it was not played
    std::size_t cases = 0;                      // judged in both
    std::vector<CaseChange> changes;            // the new ones first, and so on
};

// Compares what was judged in both, whatever the verdict. What varies as a baseline of one of the two says,
// and a time near an edge, is no change; nor is what an unsteady case did. Points into both runs. Reads the
// timelines of what changed from their folders.
std::vector<ClientChanges> compare_runs(const RunResult& before, const RunResult& after);

// For people, and as one JSON object with a member for each client.
std::string comparison_text(const RunResult& before, const RunResult& after,
                            const std::vector<ClientChanges>& clients);
std::string comparison_json(const RunResult& before, const RunResult& after,
                            const std::vector<ClientChanges>& clients);

}  // namespace badrdp::harness
