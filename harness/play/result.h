// One case and what came of it; a run is a list of these. Everything that a report prints is here.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "capture/timeline.h"
#include "harness/data/facts.h"
#include "harness/data/verdict.h"
#include "harness/judge/truth.h"

namespace badrdp::harness {

// One of several plays of a case in one run.
struct Play {
    Verdict verdict = Verdict::error;
    std::filesystem::path dir;  // as that of its case
};

struct CaseResult {
    std::string scenario;  // id: "negotiation/failure[code=5]"
    std::string name;      // without the variant
    std::string variant;
    std::string phase;
    std::string title;
    std::string why;
    std::string approximate;
    std::string cause;                // a row of scenarios/causes.toml, may be empty
    std::vector<std::string> tags{};  // of its scenario
    std::string file{};               // that the scenario was read from; may be empty
    std::string client;               // adapter's name
    std::string version;
    std::string options;
    std::string net = "loopback";
    bool own_view = false;  // judged without a capture, by what our host knows of its packets
    bool healthy = false;
    bool last_round = false;  // the healthy case played again at the end
    Facts facts;
    Judgement judgement;
    std::optional<Truth> truth;  // nothing: there was nothing to tell, or nothing was proved
    // The first of its timeline, with times from the first one; of a case that passed, none are kept.
    std::vector<capture::Event> events;
    std::filesystem::path dir;  // relative to the run's folder; empty if nothing was kept
    std::string unkept{};       // why not all of it could be written there: a full disk; empty: it was
    unsigned attempts = 1;      // more than one: we spoiled an attempt ourselves, and played it again
    // Facts of which its baseline lists several values: runs differ in these, and mean nothing by it.
    std::vector<std::string> varies{};
    std::string shard{};        // "2/4", of a healthy case that each shard plays; may be empty
    std::vector<Play> plays{};  // in their order, those that we spoiled left out; empty: it was played once
};

inline constexpr int kTooLittle = 4;  // exit status: less was played than somebody wanted

// What somebody wanted of a run and did not get, beside its verdicts.
struct Shortfall {
    int status = 1;   // kTooLittle; 1: there is a verdict that was not wanted; 3: it is the harness's own
    std::string why;  // a sentence without a full stop
};

struct RunResult {
    std::string version;  // of badrdp
    std::string started;  // ISO 8601, UTC
    std::chrono::milliseconds took{0};
    std::uint64_t seed = 0;
    std::filesystem::path out;
    std::string sandbox;     // which mode held the clients
    std::string capture;     // empty: captured; otherwise why not
    std::string no_network;  // empty: scenarios with a network of ours can be played; otherwise why not
    std::string shard;       // "2/4": it was one of several, which have other cases; may be empty
    std::string profile{};   // that was named; may be empty
    bool interrupted = false;
    bool gave_up = false;  // a case was red, and somebody wanted no more then
    std::vector<Shortfall> shortfalls;
    std::size_t planned = 0;
    std::vector<CaseResult> cases;
    std::map<std::string, std::string> missing_clients;  // name -> what to do
    // "xfreerdp3@forky 3.32.2" -> the version whose baseline it is judged by, where its own has none
    std::map<std::string, std::string> judged_by;
    // Of a run that was read back: the exit status that it had. Not all that led to it is read.
    std::optional<int> ended_with{};
};

// The healthy ones first, then by scenario, client and option set; whatever ended first.
void put_in_order(std::vector<CaseResult>& cases);

// What cannot be shown any more although it was judged: the evidence of cases that could not be kept.
// Nothing: all of it is there.
std::optional<Shortfall> unkept(const RunResult& run);

// The exit status of `badrdp run`; the first that holds of: 130 interrupted, 3 error or a shortfall of the
// harness's own, 1 fail, fixed, changed
// or moot, 3 a planned case has no result, 4 nothing ran or less than was wanted, 1 another shortfall, 0
// pass, known or unsteady.
int exit_status(const RunResult& run);

}  // namespace badrdp::harness
