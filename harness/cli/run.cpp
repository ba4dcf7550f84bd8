#include <fmt/core.h>

#include "harness/advise/remedy/tried.h"
#include "harness/cli/progress.h"
#include "harness/cli/remedies.h"
#include "harness/cli/run_setup.h"
#include "harness/os/files.h"
#include "harness/os/usage_error.h"
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

template <class Result>
void write_reports(const Result& run, const fs::path& junit, const fs::path& json) {
    write_private(run.out / "summary.txt", summary(run));
    write_private(run.out / "results.json", results_json(run));
    write_private(run.out / "junit.xml", junit_xml(run));
    write_private(run.out / "report.html", report_html(run));
    if (!junit.empty()) write_private(junit, junit_xml(run));
    if (!json.empty()) write_private(json, results_json(run));
}

struct RunOptions {
    PlayRequest request;
    fs::path junit;
    fs::path json;
    double patience = 0;
    bool remedies = false;
    bool record = false;
};

// A row is what came of all scenarios of a cause: some of them would leave half of it.
void demand_whole(const RunOptions& options) {
    if (!options.record) return;
    if (!options.remedies) throw UsageError("--record is for --remedies");
    if (!options.request.scenarios.empty()) throw UsageError("--record takes every scenario: name none");
    if (options.request.net)
        throw UsageError("--record takes the network that each scenario needs: no --net");
}

// What was spoiled or cut short would be missing, and look like what nobody can tell.
void record(const Globals& globals, const RemedyRun& run) {
    if (exit_status(run) != kOk) {
        fmt::print("not recorded: some cases could not be judged; run it again\n");
        return;
    }
    for (const auto& tried : tried_of(run.trials)) {
        const auto file = tried_file(globals.scenarios, tried);
        replace_file(file, to_toml(tried));
        fmt::print("recorded in {}: read the difference\n", file.string());
    }
}

int run(const Globals& globals, RunOptions options) {
    demand_whole(options);
    if (options.patience > 0)
        options.request.patience = std::chrono::milliseconds(static_cast<long>(options.patience * 1000));
    const auto remedies = options.remedies ? all_remedies(globals) : std::vector<Remedy>();
    if (options.remedies)
        options.request.scenarios = worth_a_try(globals, options.request.scenarios, remedies);
    const RunSetup bill(globals, options.request);
    for (const auto& folder : bill.swept())
        fmt::print(stderr, "cleaned up after a run that was killed: {}\n", folder.string());
    if (!bill.why_no_capture().empty()) fmt::print(stderr, "{}\n", bill.why_no_capture());
    if (bill.only_ours())
        fmt::print(stderr, "only the built-in client is here; `badrdp doctor` says how to add real ones\n");

    ProgressPrinter printer;
    const auto finish = [&](auto result) {
        printer.over();
        bill.describe(result);
        write_reports(result, options.junit, options.json);
        fmt::print("{}", shown(result));
        return result;
    };
    if (!options.remedies) return exit_status(finish(play_all(bill.order(std::ref(printer)))));
    const auto result = finish(play_remedies(bill, remedies, std::ref(printer)));
    if (options.record) record(globals, result);
    return exit_status(result);
}

}  // namespace

void add_run(CLI::App& app, const Globals& globals, int& status) {
    auto* command =
        app.add_subcommand("run", "Play scenarios against the RDP clients on this machine, and judge them");
    command->footer(
        "Examples:\n"
        "  badrdp run                                     everything\n"
        "  badrdp run 'negotiation/*' --client xfreerdp\n"
        "  badrdp run certificate/expired --junit report.xml\n"
        "  badrdp run my-failure.toml                     a scenario of your own\n"
        "  badrdp run --adapter my-client.toml            a client of your own\n"
        "  badrdp run --remedies                          what people are told to do, tried on each cause\n"
        "  badrdp run --remedies path/mtu-black-hole -c builtin\n"
        "  badrdp run --remedies --record                 and kept for the atlas\n"
        "  badrdp run out/latest/tls/no-shared-cipher/xfreerdp.lenient/case.toml    that case again\n"
        "\n"
        "Leaves out/<time>/: summary.txt results.json junit.xml report.html, and for each case a folder "
        "with\n"
        "capture.pcapng timeline.json server.log client.log case.toml. out/latest points to the newest.\n"
        "\n"
        "With --remedies: each scenario that has a cause (or those that are named) is played as it is, and "
        "again with\n"
        "each remedy of `badrdp list --remedies` that changes anything there. What came of it: cures; hides "
        "(active,\n"
        "but less secure than an honest host); changes; no effect; worse. Exit status 0 if that could be "
        "judged.\n"
        "\n"
        "Exit status: 0 every case is pass or known; 1 some are fail, fixed, changed or moot; 2 bad "
        "arguments or\n"
        "a bad file; 3 the harness failed somewhere; 4 nothing ran; 130 interrupted.");
    auto options = std::make_shared<RunOptions>();
    auto& request = options->request;
    command->add_option("scenario", request.scenarios, "Names, globs or files; all when none is given");
    command->add_option("-c,--client", request.clients, "Only these clients (may be given more than once)")
        ->allow_extra_args(false);
    command
        ->add_option("--adapter", request.adapters,
                     "A client of your own, described by this file (docs/adding-a-client.md)")
        ->allow_extra_args(false);
    command->add_flag("--remedies", options->remedies, "Try what people are told to do about each cause");
    command->add_flag("--record", options->record,
                      "Write what came of the remedies to scenarios/clients/CLIENT/remedies-VERSION.toml");
    command->add_option("-j,--jobs", request.jobs, "Cases side by side [48]")->check(CLI::Range(1u, 512u));
    command
        ->add_option_function<std::string>(
            "--net", [options](const std::string& word) { options->request.net = net_named(word); },
            "What cases are played over: loopback, tap, simulated (the built-in client only), or auto: what "
            "each scenario needs [auto]")
        ->check(CLI::IsMember({"auto", "loopback", "tap", "simulated"}));
    command->add_option("--seed", request.seed, "Of every random choice [1]");
    command->add_option("-o,--out", request.out, "Where runs leave their folders [out]");
    command->add_option("--junit", options->junit, "Also writes the JUnit report there");
    command->add_option("--json", options->json, "Also writes results.json there");
    command
        ->add_option("--patience", options->patience,
                     "Seconds before a client counts as hung, instead of what its adapter says")
        ->check(CLI::PositiveNumber);
    command
        ->add_flag_callback(
            "--no-gate", [options] { options->request.gated = false; },
            "Play on with a client whose honest case failed")
        ->group("");
    command->callback([options, &globals, &status] { status = run(globals, *options); });
}

}  // namespace badrdp::harness
