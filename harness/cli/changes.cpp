#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "harness/advise/versions/played.h"
#include "harness/cli/progress.h"
#include "harness/cli/run_setup.h"
#include "harness/data/client/nearest_baseline.h"
#include "harness/data/client/version.h"
#include "harness/os/private_folder.h"
#include "harness/os/sandbox/display.h"
#include "harness/os/usage_error.h"
#include "harness/play/builtin/arguments.h"
#include "harness/report/versions/print.h"

namespace badrdp::harness {
namespace {

constexpr std::size_t kMostNamed = 12;  // scenarios of a group, unless all are asked for

struct ChangesOptions {
    std::string from, to;
    PlayRequest request;
    bool play = false, json = false, all = false;
};

// "xfreerdp3@3.15" is no origin but a baseline: the two parts of the name.
std::optional<std::pair<std::string, std::string>> named_version(const std::string& name) {
    const auto at = name.find('@');
    if (at == std::string::npos || !parse_version(name.substr(at + 1))) return std::nullopt;
    return std::pair(name.substr(0, at), name.substr(at + 1));
}

std::vector<std::string> recorded_versions(const Globals& globals, std::string_view client) {
    std::vector<std::string> out;
    for (const auto& baseline : all_baselines(globals.scenarios))
        if (baseline.client == client) out.push_back(baseline.client + '@' + baseline.version);
    return out;
}

// Which version a client is that is here: its program knows, and some tell it only with a display.
std::pair<std::string, std::string> version_here(const Globals& globals, const std::string& name) {
    const PrivateFolder folder;
    std::optional<Display> display;
    auto found = clients(globals, {name}, {}, {});
    if (std::ranges::any_of(found, [](const Client& c) { return c.adapter.display && !c.program.empty(); })) {
        display.emplace(folder.path());
        found = clients(globals, {name}, {}, display->address());
    }
    if (found.size() != 1)
        throw UsageError(fmt::format("'{}' is {} clients, and not one", name, found.size()));
    const auto& client = found.front();
    if (!client.missing.empty()) throw UsageError(fmt::format("{}: {}", name, client.missing));
    return {client.adapter.name, client.version};
}

Baseline recorded(const Globals& globals, const std::string& name) {
    const auto wanted = named_version(name);
    const auto [client, version] = wanted ? *wanted : version_here(globals, name);
    auto loaded = load_nearest_baseline(globals.scenarios, client, version);
    demand_none(loaded.complaints);
    if (loaded.baseline && speaks_of(loaded.baseline->version, version)) return std::move(*loaded.baseline);
    const auto known = recorded_versions(globals, client);
    throw UsageError(fmt::format("nothing is recorded of {} {}; there are: {}", client, version,
                                 known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", "))));
}

Deeds recorded_deeds(const Globals& globals, const std::string& name, std::span<const Scenario> scenarios) {
    auto deeds = deeds_of(with_variants(recorded(globals, name), scenarios));
    std::erase_if(deeds.cases, [&](const auto& one) {
        return std::ranges::find(scenarios, one.first.scenario, &Scenario::id) == scenarios.end();
    });
    return deeds;
}

Changes from_baselines(const Globals& globals, const ChangesOptions& options) {
    const auto scenarios = select(globals, options.request.scenarios);
    const auto from = recorded_deeds(globals, options.from, scenarios);
    const auto to = recorded_deeds(globals, options.to, scenarios);
    return changes_between(from, to);
}

// `lost`: something of what shows it could not be kept.
Changes from_play(const Globals& globals, ChangesOptions options, bool& lost) {
    options.request.clients = {options.from, options.to};
    const RunSetup bill(globals, options.request);
    if (!bill.why_no_capture().empty()) throw UsageError(bill.why_no_capture());
    const auto named = [&](const std::string& name) -> const Client& {
        const auto found = std::ranges::find(bill.clients(), name, &Client::name);
        if (found == bill.clients().end())
            throw UsageError(fmt::format("--play takes clients that are here, and '{}' is none", name));
        if (!found->missing.empty()) throw UsageError(fmt::format("{}: {}", name, found->missing));
        return *found;
    };
    const auto &from = named(options.from), &to = named(options.to);
    ProgressPrinter printer;
    const auto run = play_all(bill.order(std::ref(printer)));
    printer.over();
    if (run.interrupted) throw std::runtime_error("interrupted");
    fmt::print(stderr, "kept in {}\n", bill.out().string());
    lost = bill.tells_lost(run);
    return changes_between(played_deeds(run, from.name()), played_deeds(run, to.name()));
}

int changes(const Globals& globals, const ChangesOptions& options) {
    if (options.play)
        for (const auto& name : {options.from, options.to})
            if (named_version(name))
                throw UsageError(
                    fmt::format("--play takes names as `badrdp clients list` has them, and "
                                "'{}' names a baseline",
                                name));
    bool lost = false;
    const auto found = options.play ? from_play(globals, options, lost) : from_baselines(globals, options);
    fmt::print("{}", options.json
                         ? changes_json(found)
                         : changes_text(found, options.all ? static_cast<std::size_t>(-1) : kMostNamed));
    return lost ? kBroken : kOk;
}

}  // namespace

void add_changes(CLI::App& app, const Globals& globals, int& status) {
    auto* command = app.add_subcommand("changes", "List what is different between two versions of a client");
    command->footer(
        "Compares what two baselines say, or with --play what both clients do now. What varies from run to\n"
        "run, and overlaps, is no change. Changes that the very same cases show are one group; a case can "
        "be\n"
        "in several.\n"
        "A version is CLIENT@VERSION (its baseline), or a client as `badrdp clients list` names it.\n"
        "Examples:\n"
        "  badrdp changes xfreerdp3@3.15 xfreerdp3@3.33\n"
        "  badrdp changes xfreerdp xfreerdp3@trixie 'tls/*'\n"
        "  badrdp changes xfreerdp3@trixie xfreerdp3@forky negotiation --play");
    auto options = std::make_shared<ChangesOptions>();
    command->add_option("from", options->from, "The one")->required();
    command->add_option("to", options->to, "The other")->required();
    command->add_option("scenario", options->request.scenarios,
                        "Names, globs, folders or files; all when none is given");
    command->add_flag("--play", options->play, "Play both, and also compare what they say");
    command->add_flag("--json", options->json, "As JSON: one object");
    command->add_flag("--all", options->all, "Name every scenario of a group, not the first few");
    command->add_option("-j,--jobs", options->request.jobs, "Cases at the same time [48]")
        ->check(whole_number(1, 512));
    command->add_option("-o,--out", options->request.out, "Folder in which each run makes its own [out]");
    command->callback([options, &globals, &status] { status = changes(globals, *options); });
}

}  // namespace badrdp::harness
