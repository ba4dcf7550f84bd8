#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "harness/cli/cli.h"
#include "harness/cli/remember.h"
#include "harness/cli/reports.h"
#include "harness/cli/wanted.h"
#include "harness/os/run_folder.h"
#include "harness/report/runs/merge.h"
#include "harness/report/runs/read_results.h"

namespace badrdp::harness {
namespace {

struct MergeOptions {
    std::vector<std::string> runs;
    std::filesystem::path out = "out";
    WantedOptions wanted;
    ReportPlaces places;
};

int merge(const MergeOptions& options) {
    demand_places(options.places);
    std::vector<RunResult> runs;
    std::vector<std::filesystem::path> parts;
    for (const auto& word : options.runs) {
        runs.push_back(read_run(run_meant(word, options.out)));
        parts.push_back(runs.back().out);
    }
    const RunFolder folder(options.out);
    auto whole = merge_runs(std::move(runs), folder.path());
    for (auto& one : shortfalls(whole, wanted_of(options.wanted, {})))
        whole.shortfalls.push_back(std::move(one));
    write_reports(whole, options.places);
    show(whole, options.places);
    remember(whole, parts);
    return exit_status(whole);
}

}  // namespace

void add_merge(CLI::App& app, const Globals&, int& status) {
    auto* command =
        app.add_subcommand("merge", "Make one run of several: shards, or runs of different clients");
    command->footer(
        "In whichever order. Writes all reports to a folder of its own below --out, in which a link leads to "
        "each\n"
        "of the runs, so keep them. A shard that is missing is named, and the run ends with 4.\n"
        "Examples:\n"
        "  badrdp merge shards/*/results.json --junit night.xml\n"
        "  badrdp merge a b c d --out nights && badrdp compare last~1 last --out nights\n"
        "Exit status: as of `badrdp run`.");
    auto options = std::make_shared<MergeOptions>();
    command->add_option("run", options->runs, "Folders of runs, or their results.json")->required();
    command->add_option("-o,--out", options->out, "Folder in which the merged run makes its own [out]");
    add_wanted_options(*command, options->wanted);
    add_place_options(*command, options->places);
    command->callback([options, &status] { status = merge(*options); });
}

}  // namespace badrdp::harness
