// Plays many cases side by side on one loop, and tells how it goes.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "harness/play/plan.h"

namespace badrdp::harness {

struct Progress {
    std::size_t done = 0;
    std::size_t total = 0;
    std::size_t failed = 0;  // neither pass, known nor unsupported
    std::size_t running = 0;
    std::chrono::milliseconds took{0};
    const CaseResult* latest = nullptr;  // the case that has just ended, if it is one
};

struct RunOrder {
    std::vector<ClientPlan> plans;
    RunContext context;
    unsigned jobs = 32;
    bool gated = true;  // a client whose honest case fails is not played further
    std::function<void(const Progress&)> progress;
};

// Returns when every case is judged, or, after SIGINT, SIGTERM or SIGHUP, when those under way are ended.
// Cases that we spoiled ourselves are played again alone, up to twice each: the honest ones before any other
// case, the rest at the end. Fills cases, took, planned and interrupted.
RunResult play_all(RunOrder order);

}  // namespace badrdp::harness
