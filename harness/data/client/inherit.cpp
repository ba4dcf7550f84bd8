#include "harness/data/client/inherit.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "harness/data/contains.h"
#include "harness/os/usage_error.h"

namespace badrdp::harness {
namespace {

using GroupKey = std::pair<std::string, std::string>;  // a scenario's name without its variant; options
using Groups = std::map<GroupKey, std::vector<BaselineEntry>>;

Groups grouped(std::vector<BaselineEntry> entries) {
    Groups out;
    for (auto& entry : entries) {
        GroupKey key(entry.scenario.substr(0, entry.scenario.find('[')), entry.options);
        out[std::move(key)].push_back(std::move(entry));
    }
    for (auto& [key, group] : out) std::ranges::sort(group, {}, &BaselineEntry::scenario);
    return out;
}

void change_offers(BaselineEntry& entry, const std::vector<OfferChange>& offers) {
    for (const auto& change : offers)
        if (contains(change.options, entry.options))
            for (auto& run : entry.connections) std::ranges::replace(run, change.was, change.now);
}

Groups taken_over(const Baseline& parent, const std::vector<OfferChange>& offers) {
    auto entries = parent.entries;
    for (auto& entry : entries) change_offers(entry, offers);
    return grouped(std::move(entries));
}

}  // namespace

bool says_the_same(const BaselineEntry& a, const BaselineEntry& b) {
    auto one = a;
    one.scenario = b.scenario;
    one.line = b.line;
    one.file = b.file;
    return one == b;
}

void inherit(Baseline& heir, const Baseline& parent) {
    auto own = grouped(std::move(heir.entries));
    own.merge(taken_over(parent, heir.offers));
    heir.entries.clear();
    for (auto& [key, group] : own) std::ranges::move(group, std::back_inserter(heir.entries));
}

Baseline own_part(Baseline whole, const Baseline& parent) {
    const auto given = taken_over(parent, whole.offers);
    const auto same = [](const BaselineEntry& a, const BaselineEntry& b) {
        return a.scenario == b.scenario && says_the_same(a, b);
    };
    auto groups = grouped(std::move(whole.entries));
    whole.entries.clear();
    for (auto& [key, group] : groups) {
        const auto found = given.find(key);
        if (found != given.end() && std::ranges::equal(found->second, group, same)) continue;
        std::ranges::move(group, std::back_inserter(whole.entries));
    }
    return whole;
}

Baseline own_part(Baseline whole, const std::filesystem::path& root) {
    const auto folder = baseline_folder(root, whole.client);
    return own_part_in(std::move(whole), folder);
}

Baseline own_part_in(Baseline whole, const std::filesystem::path& folder) {
    if (whole.inherits.empty()) return whole;
    const auto loaded = load_baseline_in(folder, whole.client, whole.inherits);
    if (!loaded.complaints.empty()) throw UsageError(to_string(loaded.complaints.front()));
    if (!loaded.baseline)
        throw UsageError(
            fmt::format("{} has no baseline of {} to inherit from", whole.client, whole.inherits));
    return own_part(std::move(whole), *loaded.baseline);
}

}  // namespace badrdp::harness
