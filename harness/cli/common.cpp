#include <fmt/core.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "harness/cli/cli.h"
#include "harness/data/file/complaint.h"
#include "harness/data/file/glob.h"
#include "harness/data/file/kind.h"
#include "harness/data/file/nearest.h"
#include "harness/os/usage_error.h"
#include "harness/play/find_client.h"

namespace badrdp::harness {

namespace fs = std::filesystem;

namespace {

bool is_file(const std::string& wanted) { return wanted.ends_with(".toml") && fs::is_regular_file(wanted); }

std::string unknown(const std::string& pattern, const std::vector<Scenario>& all) {
    if (auto kind = foreign_kind(pattern)) return fmt::format("{} {}", pattern, *kind);
    if (fs::is_regular_file(pattern))
        return fmt::format("{}: the name of a scenario file ends in .toml", pattern);
    std::vector<std::string> names;
    for (const auto& scenario : all) names.push_back(scenario.name);
    const auto near = nearest(pattern, names);
    return fmt::format("no scenario matches '{}'{}; `badrdp list` shows them all", pattern,
                       near.empty() ? "" : fmt::format(" (did you mean '{}'?)", near));
}

}  // namespace

void demand_none(const std::vector<Complaint>& complaints) {
    std::string lines;
    for (const auto& complaint : complaints) lines += (lines.empty() ? "" : "\n") + to_string(complaint);
    if (!lines.empty()) throw UsageError(lines);
}

std::vector<Scenario> catalogue(const Globals& globals) {
    if (!fs::is_directory(globals.scenarios))
        throw UsageError(fmt::format("{}: no such folder of scenarios; name one with --scenarios",
                                     globals.scenarios.string()));
    auto loaded = load_scenarios(globals.scenarios);
    demand_none(loaded.complaints);
    return std::move(loaded.scenarios);
}

std::vector<Scenario> select(const Globals& globals, const std::vector<std::string>& wanted) {
    const bool only_files = !wanted.empty() && std::ranges::all_of(wanted, is_file);
    const auto all = only_files ? std::vector<Scenario>{} : catalogue(globals);
    if (wanted.empty()) return all;

    std::vector<Scenario> out;
    std::set<std::string> taken;
    for (const auto& pattern : wanted) {
        auto candidates = all;
        if (is_file(pattern)) {
            auto loaded = load_scenario(pattern, globals.scenarios);
            demand_none(loaded.complaints);
            candidates = std::move(loaded.scenarios);
        }
        bool found = false;
        for (const auto& scenario : candidates) {
            if (!is_file(pattern) && !glob_match(pattern, scenario.id())) continue;
            found = true;
            if (taken.insert(scenario.id()).second) out.push_back(scenario);
        }
        if (!found) throw UsageError(unknown(pattern, all));
    }
    return out;
}

std::vector<Client> clients(const Globals& globals, const std::vector<std::string>& wanted,
                            const std::vector<std::string>& files, const std::string& display) {
    auto loaded = load_adapters(globals.scenarios);
    std::vector<Adapter> own;
    for (const auto& file : files) {
        auto one = load_adapter(file);
        std::ranges::move(one.adapters, std::back_inserter(own));
        std::ranges::move(one.complaints, std::back_inserter(loaded.complaints));
    }
    // Before any name is looked for: of a file with a mistake there is no client.
    demand_none(loaded.complaints);
    std::vector<std::string> names;
    for (const auto& adapter : loaded.adapters) names.push_back(adapter.name);
    for (const auto& name : wanted)
        if (std::ranges::find(names, name) == names.end()) {
            const auto near = nearest(name, names);
            throw UsageError(fmt::format("no client '{}'{}; there are: {}", name,
                                         near.empty() ? "" : fmt::format(" (did you mean '{}'?)", near),
                                         fmt::join(names, ", ")));
        }
    // Whoever brings a client of his own and names no other wants that one alone.
    const bool only_files = wanted.empty() && !files.empty();
    std::erase_if(loaded.adapters, [&](const Adapter& adapter) {
        return only_files || (!wanted.empty() && std::ranges::find(wanted, adapter.name) == wanted.end());
    });
    std::ranges::move(own, std::back_inserter(loaded.adapters));
    std::vector<Client> out;
    for (const auto& adapter : loaded.adapters) out.push_back(find_client(adapter, self_path(), display));
    return out;
}

std::map<std::string, Baseline> baselines(const Globals& globals, const std::vector<Client>& found) {
    std::map<std::string, Baseline> out;
    for (const auto& client : found) {
        if (!client.missing.empty()) continue;
        auto loaded = load_baseline(globals.scenarios, client.adapter.name, client.version);
        demand_none(loaded.complaints);
        if (loaded.baseline) out.emplace(client.adapter.name, std::move(*loaded.baseline));
    }
    return out;
}

std::vector<Baseline> all_baselines(const fs::path& catalogue) {
    std::vector<fs::path> files;
    std::error_code none;
    for (const auto& client : fs::directory_iterator(catalogue / "clients", none))
        for (const auto& entry : fs::directory_iterator(client, none))
            if (entry.path().filename().string().starts_with("baseline-")) files.push_back(entry.path());
    std::ranges::sort(files);
    std::vector<Baseline> out;
    for (const auto& file : files) {
        const auto version = file.stem().string().substr(std::string_view("baseline-").size());
        auto loaded = load_baseline(catalogue, file.parent_path().filename().string(), version);
        demand_none(loaded.complaints);
        if (loaded.baseline) out.push_back(std::move(*loaded.baseline));
    }
    return out;
}

fs::path self_path() { return fs::read_symlink("/proc/self/exe"); }

bool colour_wanted() { return ::isatty(STDOUT_FILENO) == 1 && ::getenv("NO_COLOR") == nullptr; }

}  // namespace badrdp::harness
