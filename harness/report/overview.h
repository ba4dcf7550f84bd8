// A run in summary: which healthy cases held, each case's verdict, and the cases that need a look.
// The terminal's matrix and the HTML report show the same.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "harness/play/result.h"

namespace badrdp::harness {

// The order in which a reader wants them.
inline constexpr std::array kMostUrgentFirst{Verdict::error,   Verdict::fail,        Verdict::fixed,
                                             Verdict::changed, Verdict::moot,        Verdict::unsteady,
                                             Verdict::known,   Verdict::unsupported, Verdict::pass};

// Red, or unsteady: reports show it with everything that is known of it.
bool needs_a_look(Verdict verdict);

// A case that could not be played, or that the harness spoiled, has no facts.
bool has_outcome(const CaseResult& result);

std::array<std::size_t, kVerdicts.size()> count_verdicts(const RunResult& run);

// "xfreerdp 2.11.7".
std::string client_title(const CaseResult& result);
// "strict"; "strict, tap" anywhere but on loopback.
std::string options_title(const CaseResult& result);

enum class Health : std::uint8_t { held, broken, not_played };
struct ClientHealth {
    std::string client;
    Health health = Health::not_played;
    std::string detail;  // broken: which healthy case, and its verdict
};
std::vector<ClientHealth> client_health(const RunResult& run);
std::string health_text(const ClientHealth& health, bool interrupted);
// "healthy cases: xfreerdp 2.11.7 held, rdesktop 1.9.0 held".
std::string health_line(const RunResult& run);

// Why some planned cases have no result: "interrupted: 26 of 40 planned cases were not played". Empty when
// all have one.
std::string unfinished_text(const RunResult& run);

// The run in one sentence: "2 of 25 cases need a look: 1 fail, 1 changed.", "Nothing needs a look: 20 pass, 5
// known."
std::string verdict_sentence(const RunResult& run);

// How often a client that was not let in told the truth about why.
struct TruthCount {
    std::string client;
    std::array<std::size_t, kTold.size()> told{};
};
std::vector<TruthCount> truth_counts(const RunResult& run);  // clients of which nothing is known are left out

// What would have been true, and who says so: "certificate or tls (C02)".
std::string truth_text(const Truth& truth);

struct MatrixRow {
    std::string phase;
    std::string label;  // the scenario's id without its phase
    std::string options;
    std::vector<const CaseResult*> cells;  // one for each client; null: not planned
};
struct Matrix {
    std::vector<std::string> clients;
    std::vector<MatrixRow> rows;  // those of one phase, and of one scenario, side by side; the healthy first
};
// A cell that was played several times shows the most urgent of its verdicts. Points into `run`.
Matrix arrange(const RunResult& run);

// "pass refused", "unsupported".
std::string cell_text(const CaseResult& result);

// All cases, the most urgent verdict first, otherwise in the order of the run. Points into `run`.
std::vector<const CaseResult*> by_urgency(const RunResult& run);

}  // namespace badrdp::harness
