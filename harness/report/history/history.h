// What many runs came to, for people: as text, as JSON, and as a page. The file is harness/data/history's.
#pragma once

#include <string>
#include <vector>

#include "harness/data/history/history.h"
#include "harness/play/result.h"

namespace badrdp::harness {

// A run as a history enters it. Its folder's name stands for it.
PastRun past_run(const RunResult& run);
std::vector<PastCase> past_cases(const RunResult& run);

// The newest runs of a history, and what cases came to in them.
struct Past {
    std::filesystem::path file{};
    std::vector<PastRun> runs{};        // the newest last
    std::vector<PastResult> results{};  // as History::results() has them; `run` counts in `runs`
};

// With at most so many runs, and the results of these cases in them.
Past read_past(const std::filesystem::path& file, std::size_t most_runs,
               const std::function<bool(const PastName&)>& wanted);

// Runs in a row in which a case came to the same.
struct PastSpan {
    std::size_t first = 0, last = 0;  // runs; in some between them it may not have been played
    std::size_t runs = 0;             // in which it was
    PastCase of{};                    // in the last of them
    std::chrono::milliseconds least{0}, most{0};
};

// One case over the runs.
struct PastStory {
    PastName name{};
    std::vector<PastSpan> spans{};
    std::size_t runs = 0;      // that judged it: unsupported and error count for none
    std::size_t known = 0;     // of them, those in which it was known
    std::size_t unsteady = 0;  // likewise
};

// Same case: same verdict and outcome. In the order of their names.
std::vector<PastStory> stories_of(const Past& past);

// A case that came to another colour than in the run before that judged it.
struct PastTurn {
    std::size_t run = 0;
    bool worse = false;  // red now, and was not
    PastCase was{}, is{};
};

// In the order of the runs; what an unsteady case does is none.
std::vector<PastTurn> turns_of(const Past& past);

// How many cases of each verdict each of the runs has.
using PastCounts = std::array<std::size_t, kVerdicts.size()>;
std::vector<PastCounts> counts_of(const Past& past);

// The runs, a line each, and what turned in them.
std::string past_runs_text(const Past& past, bool colour);
// Each case over the runs, a line for what stayed the same.
std::string past_cases_text(const Past& past, bool colour);
// Each known failure: since when, how often, and whether it is one still.
std::string past_known_text(const Past& past, bool colour);

// One object: file, runs, results.
std::string past_json(const Past& past);

// A page that looks as report.html does, and needs no other file: for each client what its runs came to, what
// turned, what was not always the same, and what is known. Of very many cases it says how many more there
// are.
std::string trend_html(const Past& past);

}  // namespace badrdp::harness
