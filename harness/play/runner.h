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
    std::size_t failed = 0;  // red ones
    std::size_t running = 0;
    std::chrono::milliseconds took{0};
    const CaseResult* latest = nullptr;  // the case that has just ended, if it is one
};

struct RunOrder {
    std::vector<ClientPlan> plans;
    RunContext context;
    unsigned jobs = 32;
    bool gated = true;       // a client whose honest case fails is not played further
    bool fail_fast = false;  // no more cases begin once one is red, and stays so
    unsigned repeat = 1;     // plays of each case
    unsigned retries = 0;    // plays more, alone, of a case that is red until then
    std::function<void(const Progress&)> progress;
};

// Returns when every case is judged, or, after SIGINT, SIGTERM or SIGHUP, when those under way are ended.
// Cases that we spoiled ourselves are played again alone, up to twice each, and so are the red ones as often
// as `retries` says: the honest ones before any other case, the rest at the end. Of a client of which eight
// in a row came out again as before, the others are believed. Fills cases, took, planned and interrupted.
RunResult play_all(RunOrder order);

}  // namespace badrdp::harness
