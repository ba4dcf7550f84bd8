// Plays one scenario in simulation for every combination of some values, on all cores.
#pragma once

#include <atomic>
#include <functional>

#include "harness/data/client/adapter.h"
#include "harness/play/sweep/axis.h"

namespace badrdp::harness {

struct SweepOrder {
    const Scenario* scenario = nullptr;
    const Adapter* adapter = nullptr;  // of the built-in client
    std::string options = "lenient";
    std::vector<Axis> axes{};
    unsigned runs = 1;  // of each point, each with chance of its own
    std::uint64_t seed = 1;
    unsigned jobs = 1;
};

// What one simulation came to.
struct SweepRun {
    Outcome outcome = Outcome::hung;
    wire::Step deepest = wire::Step::none;
    std::chrono::nanoseconds took{0};  // on the virtual clock
    unsigned connections = 0;
    std::uint64_t bytes = 0;
    std::string error{};  // not empty: it could not be played
};

struct SweepResult {
    std::vector<SweepRun> runs{};  // the last axis turns fastest, then the runs of a point
    bool interrupted = false;
};

std::size_t points_of(const std::vector<Axis>& axes);
// The values at a point, one an axis.
std::vector<double> point(const std::vector<Axis>& axes, std::size_t index);

// The same result whatever `jobs` is. `done` counts up while it plays; `stop` ends it early.
SweepResult play(const SweepOrder& order, std::atomic<std::size_t>& done, const std::atomic<bool>& stop);

}  // namespace badrdp::harness
