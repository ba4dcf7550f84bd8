// Many clients of ours against one host that somebody named: how many are begun when, and what comes of them.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "harness/load/tally.h"
#include "harness/play/builtin/connect_options.h"

namespace badrdp::harness::load {

inline constexpr double kMostASecond = 20'000;  // one loop begins no more

struct LoadOrder {
    ConnectOptions client{};     // what each of them does
    std::string stdin_text{};    // for a password
    double faulty = 0;           // so many of a hundred have one of the client's faults; the rest has none
    double rate = 0;             // begun a second; 0: as many at once as `at_once` says, each replaced
    double ramp = 0;             // seconds in which that rises from nothing
    double seconds = 10;         // none begins later
    std::uint64_t at_once = 10;  // never more
    std::uint64_t count = 1000;  // in all
};

struct LoadResult {
    std::string target{};         // "127.0.0.1:3389", as it was named
    std::string address{};        // where that led
    double took = 0;              // seconds
    double busy = 0;              // share of one processor that this end took
    std::uint64_t held_back = 0;  // clients that the rate wanted, and `at_once` did not let begin
    // Seconds after which `count` had begun, before the time was up.
    std::optional<double> count_reached{};
    bool interrupted = false;
    Tally tally{0};
};

// How many should have begun by then, or be there at that time; `at` is in seconds.
double wanted_by(const LoadOrder& order, double at);

// Whether the n-th client, counted from 0, has a fault: so that of any hundred in a row as many have.
bool is_faulty(const LoadOrder& order, std::uint64_t n);

// Returns when the last one is over; after SIGINT, SIGTERM or SIGHUP at once, with what there was. Those that
// are active when the time is up are ended, the others have a step's patience more. No redirection is
// followed, and no licence kept. `each_second` is told how it goes. Throws UsageError if the name leads
// nowhere. Nothing but that one address is ever connected to.
LoadResult play_load(const LoadOrder& order,
                     const std::function<void(double at, const Tally&, std::uint64_t held)>& each_second);

// 0: each honest client fared well, or there was to be none; 1: some did not; 4: none did; 130: interrupted.
int exit_status(const LoadResult& result);

}  // namespace badrdp::harness::load
