// Which of the planned cases are played here: those of a shard, those that failed before, the fewest that
// hold all. Pure; what a client cannot play stays in the plan with its reason, in one shard of them.
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

using Durations = std::map<CaseId, std::chrono::milliseconds>;

// How long a case is thought to take: as long as in an earlier run, or as its baseline tells.
std::chrono::milliseconds duration_of(const CaseOrder& order, const Durations& earlier);

struct Pick {
    std::optional<Shard> shard;
    Durations durations;  // of an earlier run
    std::optional<std::set<CaseId>> only;
    bool fewest = false;  // the few that fewest_cases() finds
};

// Leaves the picked cases in the plans. Who has none left is not played at all, unless all of its cases are
// healthy ones that were asked for. Each case is in one shard, whatever the order of the plans.
void pick(std::vector<ClientPlan>& plans, const Pick& pick);

}  // namespace badrdp::harness
