#include "harness/cli/tags.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/data/contains.h"
#include "harness/data/file/table.h"
#include "harness/data/scenario/tags.h"
#include "harness/os/usage_error.h"

namespace badrdp::harness {
namespace {

void demand_known(const std::vector<std::string>& wanted, const std::vector<std::string>& known) {
    for (const auto& tag : wanted)
        if (!contains(known, tag))
            throw UsageError(
                fmt::format("no scenario of these has the tag '{}'{}; `badrdp list --json` shows their tags",
                            tag, did_you_mean(tag, known)));
}

}  // namespace

void add_tag_options(CLI::App& command, TagOptions& options) {
    command
        .add_option("--tag", options.with,
                    "Only scenarios with this tag; may be given more than once: any of them")
        ->delimiter(',')
        ->allow_extra_args(false);
    command.add_option("--without-tag", options.without, "Leave out scenarios with this tag")
        ->delimiter(',')
        ->allow_extra_args(false);
}

std::vector<Scenario> chosen_by_tags(const TagOptions& options, std::vector<Scenario> scenarios) {
    const auto known = tags_of(scenarios);
    demand_known(options.with, known);
    demand_known(options.without, known);
    std::erase_if(scenarios, [&](const Scenario& scenario) {
        return (!options.with.empty() && !has_tag(scenario, options.with)) ||
               has_tag(scenario, options.without);
    });
    if (scenarios.empty()) throw UsageError("--tag and --without-tag leave no scenario");
    return scenarios;
}

}  // namespace badrdp::harness
