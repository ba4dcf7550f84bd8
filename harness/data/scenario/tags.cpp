#include "harness/data/scenario/tags.h"

#include <algorithm>
#include <set>

#include "harness/data/contains.h"

namespace badrdp::harness {
namespace {

constexpr std::size_t kLongestTag = 64;

}  // namespace

bool is_tag(std::string_view text) {
    const auto small = [](char c) { return c >= 'a' && c <= 'z'; };
    return !text.empty() && text.size() <= kLongestTag && small(text.front()) &&
           std::ranges::all_of(text, [&](char c) { return small(c) || (c >= '0' && c <= '9') || c == '-'; });
}

bool has_tag(const Scenario& scenario, const std::vector<std::string>& tags) {
    return std::ranges::any_of(scenario.tags, [&](const auto& tag) { return contains(tags, tag); });
}

std::vector<std::string> tags_of(const std::vector<Scenario>& scenarios) {
    std::set<std::string> all;
    for (const auto& scenario : scenarios) all.insert(scenario.tags.begin(), scenario.tags.end());
    return {all.begin(), all.end()};
}

}  // namespace badrdp::harness
