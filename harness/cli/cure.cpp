#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "harness/advise/remedy/rank.h"
#include "harness/advise/remedy/tally.h"
#include "harness/cli/progress.h"
#include "harness/cli/remedies.h"
#include "harness/judge/words.h"
#include "harness/os/files.h"
#include "harness/os/text.h"
#include "harness/os/usage_error.h"
#include "harness/play/builtin/arguments.h"
#include "harness/report/json.h"
#include "harness/report/page/html.h"
#include "harness/report/table.h"
#include "harness/report/trials.h"

namespace badrdp::harness {

namespace {

constexpr std::size_t kMostPairs = 40;
constexpr int kNoCure = 1;

std::vector<Trial> cells_of(const RemedyRun& run, const Subject& subject) {
    std::vector<Trial> out;
    for (const auto& cell : run.trials.cells)
        if (cell.scenario == subject.before.scenario && cell.client == subject.before.client &&
            cell.options == subject.before.options)
            out.push_back(cell);
    return out;
}

bool is_cured(const std::vector<Trial>& cells) {
    return std::ranges::any_of(cells, [](const Trial& cell) { return cell.effect == Effect::cures; });
}

// Two at a time, where none alone is a cure.
void try_pairs(const RunSetup& bill, const std::vector<Subject>& all, const OnProgress& progress,
               RemedyRun& run) {
    Experiment pairs(bill.nets(), bill.baselines());
    std::size_t count = 0;
    const auto& remedies = run.trials.remedies;
    const auto named = [&](const std::string& id) { return &*std::ranges::find(remedies, id, &Remedy::id); };
    for (const auto& subject : all) {
        const auto cells = cells_of(run, subject);
        if (is_cured(cells)) continue;
        for (const auto& [first, second] : pairs_to_try(cells, remedies, kMostPairs)) {
            const std::array both{named(first), named(second)};
            pairs.add(*subject.scenario, *subject.client, subject.before, both);
            ++count;
        }
    }
    if (count > 0) play_experiment(bill, pairs, progress, run);
}

void print(const RemedyRun& run, const Subject& subject) {
    const auto cells = cells_of(run, subject);
    const auto& remedies = run.trials.remedies;
    fmt::print("{}  {} {} {}: {}\n", subject.before.scenario, subject.before.client, subject.before.version,
               subject.before.options, end_text(subject.before.facts));
    unsigned number = 0;
    for (const auto* cell : ranked(cells, remedies)) {
        fmt::print("  {}. {}{}\n", ++number, name(cell->effect), cell->note.empty() ? "" : ": " + cell->note);
        for (const auto& id : cell->remedies) {
            const auto& remedy = *std::ranges::find(remedies, id, &Remedy::id);
            fmt::print("     {} {}\n", id, remedy.title);
            for (const auto& command : remedy.commands) fmt::print("         {}\n", command);
            if (!remedy.note.empty()) fmt::print("         ({})\n", remedy.note);
        }
        fmt::print("     packets: {}\n", (run.out / cell->dir).string());
    }
    if (!is_cured(cells)) fmt::print("  {}\n", wrapped(no_cure_text(tally_of(cells)), kPage, 4, 2));
    fmt::print("\n");
}

int cure(const Globals& globals, const PlayRequest& request) {
    const RunSetup bill(globals, request);
    if (!bill.why_no_capture().empty()) throw UsageError(bill.why_no_capture());
    ProgressPrinter printer;
    auto run = play_remedies(bill, all_remedies(globals), std::ref(printer));
    const auto all = subjects(bill, run);
    if (!run.interrupted) try_pairs(bill, all, std::ref(printer), run);
    printer.over();
    bill.describe(run);
    replace_file(run.out / "summary.txt", trials_text(run, false));
    replace_file(run.out / "results.json", results_json(run));
    replace_file(run.out / "report.html", report_html(run));
    for (const auto& subject : all) print(run, subject);
    for (const auto* results : {&run.cases, &run.remedied})
        for (const auto& result : *results)
            if (!result.healthy && result.judgement.verdict == Verdict::error)
                fmt::print("{} ({} {}): {}\n", result.scenario, result.client, result.options,
                           result.judgement.note);
    if (all.empty())
        fmt::print("nothing to cure: the session of every client that could be played becomes active\n");
    fmt::print("kept in {}\n", run.out.string());
    for (const auto& one : run.shortfalls) fmt::print(stderr, "{}\n", one.why);
    const int status = exit_status(run);
    if (status == kNothing && all.empty()) return kOk;
    if (status != kOk) return status;
    const bool cured =
        std::ranges::all_of(all, [&](const Subject& subject) { return is_cured(cells_of(run, subject)); });
    return cured ? kOk : kNoCure;
}

}  // namespace

void add_cure(CLI::App& app, const Globals& globals, int& status) {
    auto* command = app.add_subcommand(
        "cure", "Find the smallest set of remedies that ends a failure, by trying them out");
    command->footer(
        "Plays the scenario, then plays it again with each remedy of `badrdp list --remedies` that changes\n"
        "it. If no remedy cures it, tries two at a time (at most 40 pairs). Prints what works, the best\n"
        "first, with its commands:\n"
        "  cures   the session becomes active, and as secure as an honest host of that kind makes it\n"
        "  hides   the session becomes active, but less secure: without TLS or NLA, or with a certificate\n"
        "          that no client should accept. The cause is still there\n"
        "What a remedy does to a Windows host is known or inferred, not observed: read its note.\n"
        "Examples:\n"
        "  badrdp cure certificate/expired -c builtin\n"
        "  badrdp cure 'path/mtu-black-hole[bytes=1000]' -c xfreerdp\n"
        "Exit status: 0 each case has a cure, or needs none; 1 some case has no cure; 2 bad arguments;\n"
        "3 the harness failed somewhere; 4 nothing could be judged; 130 interrupted.");
    auto request = std::make_shared<PlayRequest>();
    command->add_option("scenario", request->scenarios, "Names, globs, folders or files")->required();
    command->add_option("-c,--client", request->clients, "Only this client; may be given more than once")
        ->allow_extra_args(false);
    command->add_option("-j,--jobs", request->jobs, "Cases at the same time [48]")
        ->check(whole_number(1, 512));
    command->add_option("--seed", request->seed, "Seed of every random choice [1]");
    command->add_option("-o,--out", request->out, "Folder in which each run makes its own [out]");
    command->callback([request, &globals, &status] { status = cure(globals, *request); });
}

}  // namespace badrdp::harness
