#include <fmt/core.h>

#include <algorithm>
#include <exception>

#include "harness/advise/remedy/tried.h"
#include "harness/cli/progress.h"
#include "harness/cli/remedies.h"
#include "harness/cli/run_setup.h"
#include "harness/os/files.h"
#include "harness/os/usage_error.h"
#include "harness/play/builtin/arguments.h"
#include "harness/report/html.h"
#include "harness/report/json.h"
#include "harness/report/junit.h"
#include "harness/report/matrix.h"
#include "harness/report/summary.h"
#include "harness/report/trials.h"

namespace badrdp::harness {

namespace fs = std::filesystem;

namespace {

std::string summary(const RunResult& run) { return summary_text(run); }
std::string summary(const RemedyRun& run) { return trials_text(run, false); }

std::string shown(const RunResult& run) { return matrix_text(run, colour_wanted()); }
std::string shown(const RemedyRun& run) { return trials_text(run, colour_wanted()); }

constexpr std::string_view kStandardOutput = "-";

// Where a person asked for a report: a file that others may read, or standard output.
void write_copy(const fs::path& file, const std::string& text) {
    if (file == kStandardOutput)
        fmt::print("{}", text);
    else if (!file.empty())
        write_public(file, text);
}

template <class Result>
void write_reports(const Result& run, const fs::path& junit, const fs::path& json) {
    write_private(run.out / "summary.txt", summary(run));
    write_private(run.out / "results.json", results_json(run));
    write_private(run.out / "junit.xml", junit_xml(run));
    write_private(run.out / "report.html", report_html(run));
    write_copy(junit, junit_xml(run));
    write_copy(json, results_json(run));
}

struct RunOptions {
    PlayRequest request;
    fs::path junit;
    fs::path json;
    double patience = 0;
    bool remedies = false;
    bool record = false;
    bool everything = false;
};

// --everything: a case that this machine or its clients cannot play is no success.
bool lacks_something(const RunResult& run, const RunOptions& options) {
    const bool unsupported = std::ranges::any_of(
        run.cases, [](const CaseResult& result) { return result.judgement.verdict == Verdict::unsupported; });
    const bool missing = !options.request.clients.empty() && !run.missing_clients.empty();
    return options.everything && (unsupported || missing);
}

// A row is what came of all scenarios of a cause: some of them would leave half of it.
void demand_whole(const RunOptions& options) {
    if (!options.record) return;
    if (!options.remedies) throw UsageError("--record works only with --remedies");
    if (!options.request.scenarios.empty())
        throw UsageError("--record needs every scenario: do not name any");
    if (options.request.net)
        throw UsageError("--record needs the network that each scenario needs: leave out --net");
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

void demand_places(const RunOptions& options) {
    if (options.junit == kStandardOutput && options.json == kStandardOutput)
        throw UsageError("--junit - and --json -: standard output takes one of them");
    if (!options.junit.empty() && options.junit != kStandardOutput) demand_writable("--junit", options.junit);
    if (!options.json.empty() && options.json != kStandardOutput) demand_writable("--json", options.json);
}

int run(const Globals& globals, RunOptions options) {
    demand_whole(options);
    demand_places(options);
    if (options.patience > 0)
        options.request.patience = std::chrono::milliseconds(static_cast<long>(options.patience * 1000));
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
        result.incomplete = lacks_something(result, options);
        // A full disk must not take the summary with it, nor a closed terminal the reports.
        std::exception_ptr trouble;
        try {
            write_reports(result, options.junit, options.json);
        } catch (...) {
            trouble = std::current_exception();
        }
        const bool taken = options.junit == kStandardOutput || options.json == kStandardOutput;
        fmt::print(taken ? stderr : stdout, "{}", shown(result));
        if (trouble) std::rethrow_exception(trouble);
        return result;
    };
    if (!options.remedies) return exit_status(finish(play_all(bill.order(std::ref(printer)))));
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
    "Exit status: 0 every case that was played is pass or known; 1 some are fail, fixed, changed or "
    "moot;\n"
    "2 bad arguments or a bad file; 3 the harness failed somewhere; 4 nothing ran; 130 interrupted.\n"
    "An unsupported case changes none of that unless --everything is given.";

}  // namespace

void add_run(CLI::App& app, const Globals& globals, int& status) {
    auto* command =
        app.add_subcommand("run", "Play scenarios against the RDP clients on this machine, and judge them");
    command->footer(kRunFooter);
    auto options = std::make_shared<RunOptions>();
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
    command->add_option("--seed", request.seed, "Seed of every random choice [1]");
    command->add_option("-o,--out", request.out, "Folder in which each run makes its own [out]");
    command->add_option("--junit", options->junit,
                        "Write the JUnit report to this file as well; - is standard output");
    command->add_option("--json", options->json,
                        "Write results.json to this file as well; - is standard output");
    command->add_flag("--everything", options->everything,
                      "Exit with 1 also if some case is unsupported, or a client of -c is missing");
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
