// Which of the planned cases are played here: those of a shard, those that failed before, the few of a smoke
// run. Pure; what a client cannot play stays in the plan with its reason, in one shard of them.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "harness/play/plan.h"

namespace badrdp::harness {

struct Shard {
    unsigned index = 1;  // the first is 1
    unsigned count = 1;

    friend bool operator==(const Shard&, const Shard&) = default;
};

// "2/4". Nothing if it is not that, or more than 1,000 shards.
std::optional<Shard> parse_shard(std::string_view text);

// A shard, and where it was read.
struct ShardSaid {
    Shard shard;
    std::string variables;  // "CI_NODE_INDEX and CI_NODE_TOTAL"
};

// What the surroundings say: GitLab, Slurm, Bazel, GoogleTest; Kubernetes says which, and `count` how many.
// `variable` hands back the value of an environment variable, or nothing. Nothing: none of them says
// anything.
std::optional<ShardSaid> shard_said(
    const std::function<std::optional<std::string>(const std::string&)>& variable,
    std::optional<unsigned> count);

using CaseId = std::tuple<std::string, std::string, std::string>;  // client, scenario's id, option set
CaseId id_of(const CaseOrder& order);
CaseId id_of(const CaseResult& result);

struct Pick {
    std::optional<Shard> shard;
    std::map<CaseId, std::chrono::milliseconds>
        durations;  // of an earlier run; of others their baseline tells
    std::optional<std::set<CaseId>> only;
    bool smoke = false;  // the few that smoke_cases() finds
};

// Leaves the picked cases in the plans. Who has none left is not played at all, unless all of its cases are
// healthy ones that were asked for. Each case is in one shard, whatever the order of the plans.
void pick(std::vector<ClientPlan>& plans, const Pick& pick);

// Of one client's cases those, in their order, that together hold every kind of demand and every phase that
// any of them holds: the few that a greedy choice finds, which likes what is over soon.
std::vector<CaseOrder> smoke_cases(const std::vector<CaseOrder>& cases,
                                   const std::map<CaseId, std::chrono::milliseconds>& durations);

}  // namespace badrdp::harness
