#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "harness/cli/cli.h"
#include "harness/data/client/nearest_baseline.h"
#include "harness/data/file/complaint.h"
#include "harness/data/file/glob.h"
#include "harness/data/file/kind.h"
#include "harness/data/file/nearest.h"
#include "harness/os/files.h"
#include "harness/os/usage_error.h"

namespace badrdp::harness {

namespace fs = std::filesystem;

namespace {

bool is_file(const std::string& wanted) { return wanted.ends_with(".toml") && fs::is_regular_file(wanted); }

bool is_folder(const std::string& wanted) {
    std::error_code none;
    return fs::is_directory(wanted, none);
}

// "certificate" and "certificate/" mean the folder; so does "scenarios/certificate/", as a shell completes
// it.
std::string folder_of_the_catalogue(const Globals& globals, std::string wanted,
                                    const std::vector<Scenario>& all) {
    while (wanted.ends_with('/')) wanted.pop_back();
    const auto is_phase = [&](const std::string& name) {
        return std::ranges::any_of(all, [&](const Scenario& scenario) { return scenario.phase() == name; });
    };
    if (is_phase(wanted)) return wanted;
    std::error_code none;
    if (!is_folder(wanted)) return {};
    const auto below = fs::canonical(wanted, none).lexically_relative(fs::canonical(globals.scenarios, none));
    return is_phase(below.string()) ? below.string() : std::string();
}

// What somebody may have meant who typed half a name, or one without its folder.
std::string meant(const std::string& pattern, const std::vector<Scenario>& all) {
    std::vector<std::string> names, beginnings;
    for (const auto& scenario : all) {
        names.push_back(scenario.id());
        names.push_back(scenario.name);
        if (scenario.name.ends_with("/" + pattern)) return scenario.name;
        beginnings.push_back(scenario.phase());
        for (auto at = scenario.name.find('-'); at != std::string::npos; at = scenario.name.find('-', at + 1))
            beginnings.push_back(scenario.name.substr(0, at));
    }
    if (auto near = nearest(pattern, names); !near.empty()) return near;
    const auto near = nearest(pattern, beginnings);
    return near.empty() || near.find('/') == std::string::npos ? near : near + "*";
}

std::string unknown(const std::string& pattern, const std::vector<Scenario>& all) {
    if (auto kind = foreign_kind(pattern)) return fmt::format("{} {}", pattern, *kind);
    if (fs::is_regular_file(pattern))
        return fmt::format("{}: the name of a scenario file ends in .toml", pattern);
    if (is_folder(pattern)) return fmt::format("{}: no scenario files (*.toml) in this folder", pattern);
    if (pattern.ends_with(".toml")) return fmt::format("{}: there is no such file", pattern);
    const auto near = meant(pattern, all);
    return fmt::format("no scenario matches '{}'{}; `badrdp list` shows them all", pattern,
                       near.empty() ? "" : fmt::format(" (did you mean '{}'?)", near));
}

// The scenarios of a file, or of every file right in a folder, in the order of their names.
std::vector<Scenario> scenarios_in(const Globals& globals, const std::string& place) {
    std::vector<fs::path> files{place};
    if (is_folder(place)) {
        files.clear();
        for (const auto& entry : fs::directory_iterator(place))
            if (is_file(entry.path().string())) files.push_back(entry.path());
        std::ranges::sort(files);
    }
    std::vector<Scenario> out;
    for (const auto& file : files) {
        auto loaded = load_scenario(file, globals.scenarios);
        demand_none(loaded.complaints);
        std::ranges::move(loaded.scenarios, std::back_inserter(out));
    }
    return out;
}

// Those that one word of the command line asks for.
std::vector<Scenario> asked_for(const Globals& globals, const std::string& wanted,
                                const std::vector<Scenario>& all) {
    if (is_file(wanted)) return scenarios_in(globals, wanted);
    const auto folder = folder_of_the_catalogue(globals, wanted, all);
    std::vector<Scenario> out;
    std::ranges::copy_if(all, std::back_inserter(out), [&](const Scenario& scenario) {
        return folder.empty() ? glob_match(wanted, scenario.id()) : scenario.phase() == folder;
    });
    return out.empty() && is_folder(wanted) ? scenarios_in(globals, wanted) : out;
}

}  // namespace

void demand_none(const std::vector<Complaint>& complaints) {
    std::string lines;
    for (const auto& complaint : complaints) lines += (lines.empty() ? "" : "\n") + to_string(complaint);
    if (!lines.empty()) throw UsageError(lines);
}

void demand_writable(std::string_view option, const fs::path& file) {
    if (const auto why = why_not_written(file); !why.empty())
        throw UsageError(fmt::format("{}: cannot write {}: {}", option, file.string(), why));
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
    for (const auto& word : wanted) {
        const auto found = asked_for(globals, word, all);
        if (found.empty()) throw UsageError(unknown(word, all));
        for (const auto& scenario : found)
            if (taken.insert(scenario.id()).second) out.push_back(scenario);
    }
    return out;
}

std::map<std::string, Baseline> baselines(const std::vector<Client>& found) {
    std::map<std::string, Baseline> out;
    for (const auto& client : found) {
        if (!client.missing.empty()) continue;
        auto loaded =
            load_nearest_baseline_in(baselines_of(client.adapter), client.adapter.name, client.version);
        demand_none(loaded.complaints);
        if (loaded.baseline) out.emplace(client.name(), std::move(*loaded.baseline));
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
