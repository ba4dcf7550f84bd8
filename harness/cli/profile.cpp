#include "harness/cli/profile.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/cli/tags.h"
#include "harness/data/file/table.h"
#include "harness/os/usage_error.h"

namespace badrdp::harness {

namespace fs = std::filesystem;

Profile profile_named(const Globals& globals, const std::string& word) {
    const bool own = word.ends_with(".toml") || word.contains('/');
    std::vector<std::string> names;
    for (const auto& file : profile_files(globals.scenarios)) names.push_back(file.stem().string());
    if (!own && std::ranges::find(names, word) == names.end())
        throw UsageError(fmt::format("--profile: there is no '{}'{}; there are {}, and files of your own",
                                     word, did_you_mean(word, names), fmt::join(names, ", ")));
    auto loaded = load_profile(own ? fs::path(word) : globals.scenarios / kProfiles / (word + ".toml"));
    demand_none(loaded.complaints);
    return std::move(*loaded.profile);
}

std::vector<Complaint> check_profile(const Globals& globals, const fs::path& file) {
    auto loaded = load_profile(file);
    if (!loaded.profile) return std::move(loaded.complaints);
    const auto& profile = *loaded.profile;
    // Where a scenario is broken, that is complained of elsewhere.
    if (!load_scenarios(globals.scenarios).complaints.empty()) return {};
    std::vector<Complaint> out;
    const auto demand = [&](const auto& meets) {
        try {
            meets();
        } catch (const UsageError& wrong) {
            out.push_back({file, 0, 0, wrong.what()});
        }
    };
    for (const auto* words : {&profile.scenarios, &profile.exclude})
        for (const auto& word : *words) demand([&] { select(globals, {word}); });
    if (out.empty())
        demand([&] {
            chosen_by_tags({profile.tags, profile.without_tags}, select(globals, profile.scenarios));
        });
    return out;
}

}  // namespace badrdp::harness
