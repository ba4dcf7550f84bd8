#include "harness/report/runs/merge.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "harness/os/usage_error.h"
#include "harness/play/pick.h"
#include "harness/report/runs/read_results.h"
#include "harness/report/runs/witnesses.h"

namespace badrdp::harness {

namespace fs = std::filesystem;

namespace {

std::string profile_text(const RunResult& run) {
    return run.profile.empty() ? "no profile" : fmt::format("the profile {}", run.profile);
}

// What must be the same in all of them.
void demand_parts_of_one(const std::vector<RunResult>& runs) {
    const auto& first = runs.front();
    for (const auto& run : runs) {
        if (run.version != first.version)
            throw UsageError(fmt::format("{} is of badrdp {}, and {} of {}", run.out.string(), run.version,
                                         first.out.string(), first.version));
        if (run.seed != first.seed)
            throw UsageError(fmt::format("{} has seed {}, and {} seed {}", run.out.string(), run.seed,
                                         first.out.string(), first.seed));
        if (run.profile != first.profile)
            throw UsageError(fmt::format("{} was played by {}, and {} by {}", run.out.string(),
                                         profile_text(run), first.out.string(), profile_text(first)));
        if (run.shard.empty() != first.shard.empty())
            throw UsageError(
                fmt::format("of {} and {} only one is a shard", run.out.string(), first.out.string()));
    }
}

// The shards that are not there; empty where the runs are none.
std::vector<unsigned> missing_shards(const std::vector<RunResult>& runs) {
    std::map<unsigned, const RunResult*> there;
    unsigned count = 0;
    for (const auto& run : runs) {
        if (run.shard.empty()) return {};
        const auto shard = parse_shard(run.shard);
        if (!shard || (count != 0 && shard->count != count))
            throw UsageError(
                fmt::format("{} is shard {}, which is no part of the others", run.out.string(), run.shard));
        count = shard->count;
        if (const auto [other, fresh] = there.emplace(shard->index, &run); !fresh)
            throw UsageError(fmt::format("{} and {} are both shard {}", run.out.string(),
                                         other->second->out.string(), run.shard));
    }
    std::vector<unsigned> out;
    for (unsigned i = 1; i <= count; ++i)
        if (!there.contains(i)) out.push_back(i);
    return out;
}

std::string missing_text(const std::vector<unsigned>& missing, std::size_t count) {
    return fmt::format("missing shards: {} of {}", fmt::join(missing, ", "), count);
}

constexpr std::string_view kRunLink = "run-", kShardLink = "shard-";

// The name below `out` that leads to the run: relative, so that all of it can be moved together.
fs::path link_to(const RunResult& run, std::size_t number, const fs::path& out) {
    auto name = run.shard.empty() ? fmt::format("{}{}", kRunLink, number)
                                  : fmt::format("{}{}", kShardLink, run.shard.substr(0, run.shard.find('/')));
    const auto from = fs::absolute(out).lexically_normal(), to = fs::absolute(run.out).lexically_normal();
    fs::create_directory_symlink(to.lexically_relative(from), out / name);
    return name;
}

using Key = std::tuple<std::string, std::string, std::string, std::string, std::string, bool, std::string>;

Key key_of_case(const CaseResult& result) {
    return {result.client, result.version,    result.scenario, result.options,
            result.net,    result.last_round, result.shard};
}

void take_in(RunResult& whole, RunResult run, const fs::path& at, std::set<Key>& known) {
    for (auto& result : run.cases) {
        if (!known.insert(key_of_case(result)).second)
            throw UsageError(fmt::format("{} ({}, {}) was played in {} and in another of these runs",
                                         result.scenario, result.client, result.options, run.out.string()));
        if (!result.dir.empty()) result.dir = at / result.dir;
        for (auto& play : result.plays)
            if (!play.dir.empty()) play.dir = at / play.dir;
        whole.cases.push_back(std::move(result));
    }
    whole.planned += run.planned;
    whole.took = std::max(whole.took, run.took);
    whole.started = whole.started.empty() ? run.started : std::min(whole.started, run.started);
    whole.interrupted = whole.interrupted || run.interrupted;
    whole.gave_up = whole.gave_up || run.gave_up;
    if (whole.capture.empty()) whole.capture = run.capture;
    whole.missing_clients.merge(run.missing_clients);
    whole.judged_by.merge(run.judged_by);
}

}  // namespace

std::vector<fs::path> parts_of_run(const fs::path& run) {
    std::vector<fs::path> out;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(run, none)) {
        const auto name = entry.path().filename().string();
        if (!entry.is_symlink(none) || (!name.starts_with(kRunLink) && !name.starts_with(kShardLink)))
            continue;
        if (auto part = fs::canonical(entry.path(), none); !none) out.push_back(std::move(part));
    }
    return out;
}

RunResult merge_runs(std::vector<RunResult> runs, const fs::path& out) {
    if (runs.empty()) throw UsageError("there are no runs to merge");
    std::ranges::sort(runs, {}, [](const RunResult& run) { return std::pair(run.shard, run.out); });
    demand_parts_of_one(runs);
    const auto missing = missing_shards(runs);
    RunResult whole;
    whole.version = runs.front().version;
    whole.seed = runs.front().seed;
    whole.sandbox = runs.front().sandbox;
    whole.profile = runs.front().profile;
    whole.out = out;
    if (!missing.empty())
        whole.shortfalls.push_back({kTooLittle, missing_text(missing, missing.size() + runs.size())});
    std::set<Key> known;
    std::size_t number = 0;
    for (auto& run : runs) {
        const auto at = link_to(run, ++number, out);
        // Each of them shows that its own set-up could succeed.
        if (run.shard.empty())
            for (auto& result : run.cases)
                if (result.scenario == kHonest) result.shard = at.string();
        recall_events(run);
        take_in(whole, std::move(run), at, known);
    }
    for (const auto& result : whole.cases) whole.missing_clients.erase(result.client);
    put_in_order(whole.cases);
    return whole;
}

}  // namespace badrdp::harness
