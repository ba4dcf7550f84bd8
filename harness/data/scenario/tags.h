// Tags: words that a team gives its scenarios, and chooses by.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/data/scenario/scenario.h"

namespace badrdp::harness {

// Small letters, digits and hyphens, 64 at most, a letter first: "middlebox".
bool is_tag(std::string_view text);

// Whether the scenario has one of these.
bool has_tag(const Scenario& scenario, const std::vector<std::string>& tags);

// All that any of them has, each once, by the alphabet.
std::vector<std::string> tags_of(const std::vector<Scenario>& scenarios);

}  // namespace badrdp::harness
