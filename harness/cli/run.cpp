#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <exception>

#include "harness/advise/remedy/tried.h"
#include "harness/cli/profile.h"
#include "harness/cli/progress.h"
#include "harness/cli/remedies.h"
#include "harness/cli/remember.h"
#include "harness/cli/reports.h"
#include "harness/cli/run_setup.h"
#include "harness/cli/wanted.h"
#include "harness/os/files.h"
#include "harness/os/private_folder.h"
#include "harness/os/text.h"
#include "harness/os/usage_error.h"
#include "harness/play/builtin/arguments.h"
#include "harness/report/runs/read_results.h"

namespace badrdp::harness {

namespace fs = std::filesystem;

namespace {

// That a red case gets, unless somebody says otherwise.
constexpr unsigned kRetries = 2;

struct RunOptions {
    PlayRequest request;
    ReportPlaces places;
    WantedOptions wanted;
    double patience = 0;
    std::optional<unsigned> retries;
    std::string profile{};
    bool remedies = false;
    bool record = false;
    bool dry_run = false;
};

View view_named(std::string_view word) {
    if (word == "auto") return View::best;
    return word == "own" ? View::own : View::capture;
}

// A row is what came of all scenarios of a cause: some of them would leave half of it.
void demand_whole(const RunOptions& options) {
    if (options.remedies && options.places.github == "always")
        throw UsageError("--github always: there are no annotations of --remedies");
    if (!options.record) return;
    if (!options.remedies) throw UsageError("--record works only with --remedies");
    if (!options.request.scenarios.empty())
        throw UsageError("--record needs every scenario: do not name any");
    if (options.request.net)
        throw UsageError("--record needs the network that each scenario needs: leave out --net");
    if (options.request.view == View::own) throw UsageError("--record needs a capture: leave out --view");
}

// What was spoiled or cut short would be missing, and look like what nobody can tell.
void record(const Globals& globals, const RemedyRun& run) {
    if (exit_status(run) != kOk) {
        fmt::print("not recorded, since some cases could not be judged: run it again\n");
        return;
    }
    for (const auto& tried : tried_of(run.trials)) {
        const auto file = tried_file(globals.scenarios, tried);
        replace_file(file, to_toml(tried));
        fmt::print("recorded in {}: review what changed\n", file.string());
    }
}

// What the command line says goes before what the profile says; what either leaves out is left out.
void take_in(const Profile& profile, RunOptions& options) {
    auto& request = options.request;
    auto& pick = request.pick;
    const auto unless_said = [](auto& said, const auto& usual) {
        if (said == std::remove_cvref_t<decltype(said)>{}) said = usual;
    };
    const auto beside = [](std::vector<std::string>& said, const std::vector<std::string>& more) {
        said.insert(said.end(), more.begin(), more.end());
    };
    unless_said(request.scenarios, profile.scenarios);
    if (request.adapters.empty()) unless_said(request.clients, profile.clients);
    beside(pick.exclude, profile.exclude);
    unless_said(pick.tags.with, profile.tags);
    beside(pick.tags.without, profile.without_tags);
    pick.fewest = profile.fewest;
    unless_said(options.wanted.at_least, profile.at_least);
    unless_said(options.retries, profile.retries);
    if (options.wanted.fail_on.empty())
        for (const auto verdict : profile.fail_on) options.wanted.fail_on.emplace_back(name(verdict));
    request.profile = profile.name;
}

std::string tags_text(const Scenario& scenario) {
    return scenario.tags.empty() ? "" : fmt::format("  [{}]", fmt::join(scenario.tags, ", "));
}

// What would be played, a line a case, and no run: nothing of it is left.
int list_cases(const Globals& globals, PlayRequest request) {
    const PrivateFolder nowhere;
    // `last` is below the folder that is named.
    request.pick.durations = run_meant(request.pick.durations, request.out).string();
    request.pick.last_failed = run_meant(request.pick.last_failed, request.out).string();
    request.out = nowhere.path();
    const RunSetup bill(globals, request);
    std::size_t count = 0, unsupported = 0;
    for (const auto& plan : bill.order({}).plans) {
        for (const auto* part : {&plan.first, &plan.cases, &plan.last})
            for (const auto& order : *part) {
                fmt::print("{}  {} {}, {}{}{}\n", order.scenario->id(), order.client->name(), order.options,
                           name(order.net), order.last_round ? ", last round" : "",
                           tags_text(*order.scenario));
                ++count;
            }
        unsupported += plan.unsupported.size();
    }
    fmt::print("{} would be played, and {} cannot be\n", counted(count, "case"), unsupported);
    return count > 0 ? kOk : kNothing;
}

int run(const Globals& globals, RunOptions options) {
    if (!options.profile.empty()) take_in(profile_named(globals, options.profile), options);
    demand_whole(options);
    demand_places(options.places);
    if (options.record) options.request.view = View::capture;
    if (options.dry_run) return list_cases(globals, options.request);
    if (options.patience > 0)
        options.request.patience = std::chrono::milliseconds(static_cast<long>(options.patience * 1000));
    // What a remedy changes is no verdict that could be steady.
    options.request.retries = options.retries.value_or(options.remedies ? 0 : kRetries);
    const auto remedies = options.remedies ? all_remedies(globals) : std::vector<Remedy>();
    if (options.remedies)
        options.request.scenarios = worth_a_try(globals, options.request.scenarios, remedies);
    const RunSetup bill(globals, options.request);
    for (const auto& folder : bill.swept())
        fmt::print(stderr, "cleaned up after a run that was killed: {}\n", folder.string());
    if (!bill.why_no_capture().empty()) fmt::print(stderr, "{}\n", bill.why_no_capture());
    if (options.record)
        for (const auto& client : bill.clients())
            demand_writable("--record", globals.scenarios / "clients" / client.adapter.name / "remedies.new");
    if (bill.only_ours())
        fmt::print(stderr, "only the built-in client is here; `badrdp doctor` says how to add real ones\n");

    ProgressPrinter printer;
    const auto finish = [&](auto result) {
        printer.over();
        bill.describe(result);
        for (auto& one : shortfalls(result, wanted_of(options.wanted, bill.named())))
            result.shortfalls.push_back(std::move(one));
        // A full disk must not take the summary with it, nor a closed terminal the reports.
        std::exception_ptr trouble;
        try {
            write_reports(result, options.places);
        } catch (...) {
            trouble = std::current_exception();
        }
        show(result, options.places);
        if (trouble) std::rethrow_exception(trouble);
        return result;
    };
    if (!options.remedies) {
        const auto result = finish(play_all(bill.order(std::ref(printer))));
        remember(result);
        return exit_status(result);
    }
    const auto result = finish(play_remedies(bill, remedies, std::ref(printer)));
    if (options.record) record(globals, result);
    return exit_status(result);
}

constexpr const char* kRunFooter =
    "Examples:\n"
    "  badrdp run                                     everything\n"
    "  badrdp run negotiation --client xfreerdp       one folder of the catalogue\n"
    "  badrdp run 'tls/*reset*'                       every scenario whose name matches\n"
    "  badrdp run certificate/expired --junit report.xml\n"
    "  badrdp run my-failure.toml                     a scenario of your own\n"
    "  badrdp run --adapter my-client.toml            a client of your own\n"
    "  badrdp run --remedies                          the usual fixes, tried on each cause\n"
    "  badrdp run --remedies path/mtu-black-hole -c builtin\n"
    "  badrdp run --remedies --record                 the same, and recorded for the atlas\n"
    "  badrdp run out/latest/tls/no-shared-cipher/xfreerdp.lenient/case.toml    that case again\n"
    "\n"
    "Leaves out/<time>/ with summary.txt, results.json, junit.xml and report.html, and a folder for\n"
    "each case with capture.pcapng, timeline.json, server.log, client.log and case.toml. out/latest\n"
    "points to the newest run.\n"
    "\n"
    "With --remedies, each scenario that has a cause (or each one named) is played as it is, and again\n"
    "with each remedy of `badrdp list --remedies` that changes it. Effects: cures; hides (active, but\n"
    "less secure than an honest host); changes; no effect; worse. Exit status 0 if they could be "
    "judged.\n"
    "\n"
    "A case that is not as it should be is played again, alone, at the end. If its plays differ, it is\n"
    "unsteady: no pass, no fail, and no reason for another exit status.\n"
    "\n"
    "Exit status: 0 every case that was played is pass, known or unsteady; 1 some are fail, fixed, changed\n"
    "or moot;\n"
    "2 bad arguments or a bad file; 3 the harness failed somewhere; 4 nothing ran, or less than somebody\n"
    "wanted: a client that was named could not play more than its healthy cases, or --at-least;\n"
    "130 interrupted.\n"
    "A case that is unsupported, known or unsteady changes none of that unless --fail-on says so.";

}  // namespace

void add_run(CLI::App& app, const Globals& globals, int& status) {
    auto* command =
        app.add_subcommand("run", "Play scenarios against the RDP clients on this machine, and judge them");
    command->footer(kRunFooter);
    auto options = std::make_shared<RunOptions>();
    options->request.view = View::best;
    auto& request = options->request;
    command->add_option("scenario", request.scenarios,
                        "Names, globs, folders or files; all when none is given");
    command->add_option("-c,--client", request.clients, "Only this client; may be given more than once")
        ->allow_extra_args(false);
    command
        ->add_option("--adapter", request.adapters,
                     "A client of your own, described by this file (docs/adding-a-client.md)")
        ->allow_extra_args(false);
    command->add_flag("--remedies", options->remedies,
                      "Also play each scenario with each remedy that changes it");
    command->add_flag("--record", options->record,
                      "Write the effects of the remedies to scenarios/clients/CLIENT/remedies-VERSION.toml");
    command->add_option("-j,--jobs", request.jobs, "Cases at the same time [48]")
        ->check(whole_number(1, 512));
    command
        ->add_option_function<std::string>(
            "--net", [options](const std::string& word) { options->request.net = net_named(word); },
            "Network to play over: loopback, tap, simulated (built-in client only), or auto: what each "
            "scenario needs [auto]")
        ->check(word_among({"auto", "loopback", "tap", "simulated"}));
    command
        ->add_option_function<std::string>(
            "--view", [options](const std::string& word) { options->request.view = view_named(word); },
            "What cases on loopback are judged by: capture; own: the packets that badrdp's host knows it "
            "sent "
            "and received; or auto: own where no capture is permitted [auto]")
        ->check(word_among({"auto", "capture", "own"}));
    command
        ->add_option("--retries", options->retries,
                     "Play a red case so many times more, alone, at the end of the run [2]")
        ->check(whole_number(0, kMostPlays));
    command->add_option("--repeat", request.repeat, "Play each case so many times [1]")
        ->check(whole_number(1, kMostPlays));
    command->add_option("--seed", request.seed, "Seed of every random choice [1]");
    command->add_option("-o,--out", request.out, "Folder in which each run makes its own [out]");
    add_place_options(*command, options->places);
    command->add_option(
        "--profile", options->profile,
        "Play what this profile says: smoke, full, or a file of your own (docs/gate.md) [full]");
    add_pick_options(*command, request.pick);
    command->add_flag("--fail-fast", request.fail_fast, "Begin no more cases once one is red, and stays so");
    command->add_flag("--dry-run", options->dry_run, "List the cases that would be played, and play none");
    add_wanted_options(*command, options->wanted);
    command
        ->add_option("--patience", options->patience,
                     "Seconds after which a client counts as hung, instead of those in its adapter")
        ->check(number_of_seconds(false));
    command
        ->add_flag_callback(
            "--no-gate", [options] { options->request.gated = false; },
            "Play all cases of a client, even if its healthy case failed")
        ->group("");
    command->callback([options, &globals, &status] { status = run(globals, *options); });
}

}  // namespace badrdp::harness
