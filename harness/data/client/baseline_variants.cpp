#include <algorithm>
#include <set>
#include <tuple>

#include "harness/data/client/baseline.h"
#include "harness/data/client/inherit.h"

namespace badrdp::harness {
namespace {

std::string_view name_of_id(std::string_view id) { return id.substr(0, id.find('[')); }

const BaselineEntry* own_entry(const Baseline& baseline, std::string_view scenario,
                               std::string_view options) {
    const auto it = std::ranges::find_if(baseline.entries, [&](const BaselineEntry& e) {
        return e.scenario == scenario && e.options == options;
    });
    return it == baseline.entries.end() ? nullptr : &*it;
}

bool is_played_with(const Scenario& scenario, std::string_view options) {
    return std::ranges::any_of(scenario.demands, [&](const Demand& d) { return d.options == options; });
}

BaselineEntry entry_for(const BaselineEntry& entry, std::string_view scenario) {
    auto out = entry;
    out.scenario = scenario;
    return out;
}

using VariantList = std::vector<const Scenario*>;

// What these variants do with one option set, in as few entries as say it; nothing if one of them is unknown.
std::vector<BaselineEntry> folded_entries(const Baseline& baseline, const VariantList& variants,
                                          std::string_view options) {
    std::vector<const BaselineEntry*> all;
    for (const auto* variant : variants) all.push_back(baseline.find(variant->id(), options));
    if (std::ranges::any_of(all, [](const auto* entry) { return !entry; })) return {};
    const auto like = [&](const BaselineEntry* one) {
        return std::ranges::count_if(all, [&](const auto* other) { return says_the_same(*one, *other); });
    };
    const auto* usual = *std::ranges::max_element(all, {}, like);
    const bool most = 2 * static_cast<std::size_t>(like(usual)) > all.size();
    std::vector<BaselineEntry> out;
    if (most) out.push_back(entry_for(*usual, variants.front()->name));
    for (std::size_t i = 0; i < all.size(); ++i)
        if (!most || !says_the_same(*usual, *all[i])) out.push_back(entry_for(*all[i], variants[i]->id()));
    return out;
}

void sort_entries(std::vector<BaselineEntry>& entries) {
    std::ranges::sort(entries, {}, [](const BaselineEntry& e) { return std::tie(e.scenario, e.options); });
}

}  // namespace

const BaselineEntry* Baseline::find(std::string_view id, std::string_view options) const {
    const auto* own = own_entry(*this, id, options);
    return own ? own : own_entry(*this, name_of_id(id), options);
}

void fold_variants(Baseline& baseline, std::span<const Scenario> catalogue) {
    std::set<std::pair<std::string, std::string>> kept;  // a name and its option sets
    for (const auto& entry : baseline.entries) kept.emplace(name_of_id(entry.scenario), entry.options);
    for (const auto& [name, options] : kept) {
        VariantList variants;
        for (const auto& scenario : catalogue)
            if (scenario.name == name && is_played_with(scenario, options)) variants.push_back(&scenario);
        if (variants.empty()) continue;
        auto entries = folded_entries(baseline, variants, options);
        if (entries.empty()) continue;
        std::erase_if(baseline.entries, [&](const BaselineEntry& e) {
            const auto is_of = [&](const Scenario* variant) { return variant->id() == e.scenario; };
            return e.options == options && (e.scenario == name || std::ranges::any_of(variants, is_of));
        });
        std::ranges::move(entries, std::back_inserter(baseline.entries));
    }
    sort_entries(baseline.entries);
}

Baseline with_variants(Baseline baseline, std::span<const Scenario> scenarios) {
    std::vector<BaselineEntry> entries;
    for (const auto& entry : baseline.entries) {
        bool varies = false;
        for (const auto& scenario : scenarios) {
            if (scenario.name != entry.scenario || scenario.variant.empty()) continue;
            varies = true;
            if (!is_played_with(scenario, entry.options)) continue;
            if (!own_entry(baseline, scenario.id(), entry.options))
                entries.push_back(entry_for(entry, scenario.id()));
        }
        if (!varies) entries.push_back(entry);
    }
    baseline.entries = std::move(entries);
    sort_entries(baseline.entries);
    return baseline;
}

}  // namespace badrdp::harness
