// Which cases of a run are played: the options for a part of them.
#pragma once

#include "harness/cli/cli.h"
#include "harness/cli/tags.h"
#include "harness/play/pick.h"

namespace badrdp::harness {

struct PickOptions {
    std::string shard;                 // "2/4", "auto", "auto/4"; empty: all
    std::string durations;             // a run that tells how long cases take
    std::string last_failed;           // a run of which the red cases are played
    std::vector<std::string> exclude;  // words that ask for scenarios, as in select()
    TagOptions tags{};
    bool fewest = false;  // the few that fewest_cases() finds
};

void add_pick_options(CLI::App& command, PickOptions& options);

// Reads the runs that the options name; `last` is looked for below `out`. Says on standard error where it has
// read which shard this is, if it has looked for that. Throws UsageError.
Pick pick_of(const PickOptions& options, const std::filesystem::path& out);

// Those that `options` neither exclude nor leave out by their tags. Throws UsageError if there is none.
std::vector<Scenario> left_to_play(const Globals& globals, const PickOptions& options,
                                   std::vector<Scenario> scenarios);

}  // namespace badrdp::harness
