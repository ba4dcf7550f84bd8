#include "harness/cli/known.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/advise/explain/relevant.h"
#include "harness/cli/cli.h"
#include "harness/data/codes/load.h"
#include "harness/os/usage_error.h"

namespace badrdp::harness {

Shelf::Shelf(const std::filesystem::path& root) : root_(root), names_(family_names(root)) {
    if (names_.empty())
        throw UsageError(fmt::format("{}: no tables of codes there; name a catalogue with --scenarios",
                                     (root / "codes").string()));
}

bool Shelf::has(const std::string& name) const { return std::ranges::find(names_, name) != names_.end(); }

bool Shelf::take(const std::string& name) {
    if (!has(name) || std::ranges::find(families, name, &Family::name) != families.end()) return false;
    auto loaded = load_family(root_, name);
    demand_none(loaded.complaints);
    families.push_back(std::move(*loaded.family));
    return true;
}

void Shelf::take_all() {
    for (const auto& name : names_) take(name);
}

std::vector<Answer> answers(const std::vector<Query>& queries, Shelf& shelf) {
    for (const auto& query : queries) {
        if (!shelf.has(query.family) || query.extended) shelf.take_all();
        shelf.take(query.family);
        shelf.take("client-" + query.family);
    }
    auto out = find_codes(queries, shelf.families);
    // A code refers to others, whose tables may not be there yet; after that the first answers point nowhere.
    std::vector<std::string> more;
    for (const auto& answer : out)
        for (const auto& found : answer.found)
            for (const auto& same : found.code->same) more.push_back(same.family);
    bool taken = false;
    for (const auto& name : more) taken = shelf.take(name) || taken;
    return taken ? find_codes(queries, shelf.families) : out;
}

Knowledge knowledge(const std::filesystem::path& root, const std::vector<Answer>& answers,
                    const std::vector<Family>& families) {
    auto leads = load_leads(root);
    demand_none(leads.complaints);
    auto checks = load_checks(root);
    demand_none(checks.complaints);
    Knowledge known{
        scenario_names(root), {}, std::move(leads.rows), all_baselines(root), std::move(checks.checks)};
    auto scenarios = load_relevant(root, asked_of(answers), families, known);
    demand_none(scenarios.complaints);
    known.scenarios = std::move(scenarios.scenarios);
    for (auto& baseline : known.baselines) baseline = with_variants(std::move(baseline), known.scenarios);
    return known;
}

}  // namespace badrdp::harness
