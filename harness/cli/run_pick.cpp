#include "harness/cli/run_pick.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>

#include "harness/os/usage_error.h"
#include "harness/report/runs/read_results.h"

namespace badrdp::harness {
namespace {

constexpr std::string_view kAuto = "auto";

std::optional<std::string> variable(const std::string& name) {
    const auto* value = std::getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
}

Shard shard_of(const std::string& said) {
    if (!said.starts_with(kAuto)) {
        if (const auto shard = parse_shard(said)) return *shard;
        throw UsageError(
            fmt::format("--shard: '{}' is none: it is 2/4 for the second of four, auto or auto/4", said));
    }
    const auto behind = said.substr(kAuto.size());
    const auto counted = parse_shard("1" + behind);
    if (!behind.empty() && !counted)
        throw UsageError(
            fmt::format("--shard: '{}': behind auto comes how many there are, as in auto/4", said));
    const auto found = shard_said(variable, counted ? std::optional(counted->count) : std::nullopt);
    if (!found)
        throw UsageError(
            "--shard auto: none of CI_NODE_INDEX, SLURM_ARRAY_TASK_ID, TEST_SHARD_INDEX and "
            "GTEST_SHARD_INDEX is set "
            "with how many there are; with JOB_COMPLETION_INDEX say how many: --shard auto/4");
    const auto& [shard, variables] = *found;
    fmt::print(stderr, "this is shard {} of {}, as {} say\n", shard.index, shard.count, variables);
    return shard;
}

}  // namespace

void add_pick_options(CLI::App& command, PickOptions& options) {
    command.add_option("--exclude", options.exclude, "Leave these out: names, globs, folders or files")
        ->allow_extra_args(false);
    add_tag_options(command, options.tags);
    command.add_option("--last-failed", options.last_failed,
                       "Only the cases that were red in this run: its folder, results.json, or last");
    command.add_option(
        "--shard", options.shard,
        "Only this part of the cases: 2/4 is the second of four; auto: as the surroundings say");
    command.add_option("--durations", options.durations,
                       "A run that tells how long cases take, so that shards take as long as each other");
}

Pick pick_of(const PickOptions& options, const std::filesystem::path& out) {
    Pick pick;
    pick.fewest = options.fewest;
    if (!options.shard.empty()) pick.shard = shard_of(options.shard);
    if (!options.durations.empty())
        for (const auto& result : read_run(run_meant(options.durations, out)).cases)
            if (result.judgement.verdict != Verdict::unsupported)
                pick.durations[id_of(result)] = result.facts.took;
    if (!options.last_failed.empty()) {
        pick.only.emplace();
        for (const auto& result : read_run(run_meant(options.last_failed, out)).cases)
            if (is_red(result.judgement.verdict)) pick.only->insert(id_of(result));
        if (pick.only->empty())
            throw UsageError(fmt::format("--last-failed: no case of {} was red", options.last_failed));
    }
    return pick;
}

std::vector<Scenario> left_to_play(const Globals& globals, const PickOptions& options,
                                   std::vector<Scenario> scenarios) {
    if (!options.exclude.empty()) {
        const auto excluded = select(globals, options.exclude);
        std::erase_if(scenarios, [&](const Scenario& scenario) {
            return std::ranges::find(excluded, scenario.id(), &Scenario::id) != excluded.end();
        });
        if (scenarios.empty()) throw UsageError("--exclude leaves no scenario to play");
    }
    return chosen_by_tags(options.tags, std::move(scenarios));
}

}  // namespace badrdp::harness
