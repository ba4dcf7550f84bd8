// Scenarios chosen by their tags: the options for that.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/cli.h"

namespace badrdp::harness {

struct TagOptions {
    std::vector<std::string> with{};  // one of these; none: whatever it has
    std::vector<std::string> without{};
};

void add_tag_options(CLI::App& command, TagOptions& options);

// Throws UsageError if none of the scenarios has a tag that is named, or none is left.
std::vector<Scenario> chosen_by_tags(const TagOptions& options, std::vector<Scenario> scenarios);

}  // namespace badrdp::harness
