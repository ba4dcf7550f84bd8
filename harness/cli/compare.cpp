#include <fmt/core.h>

#include <algorithm>

#include "harness/cli/cli.h"
#include "harness/report/runs/compare.h"
#include "harness/report/runs/read_results.h"

namespace badrdp::harness {
namespace {

constexpr int kDiffer = 1;

struct CompareOptions {
    std::string before, after;
    std::filesystem::path out = "out";
    bool json = false;
};

int compare(const CompareOptions& options) {
    const auto before = read_run(run_meant(options.before, options.out));
    const auto after = read_run(run_meant(options.after, options.out));
    const auto clients = compare_runs(before, after);
    fmt::print("{}", options.json ? comparison_json(before, after, clients)
                                  : comparison_text(before, after, clients));
    const bool same = std::ranges::all_of(clients, [](const auto& client) { return client.changes.empty(); });
    return same ? kOk : kDiffer;
}

}  // namespace

void add_compare(CLI::App& app, const Globals&, int& status) {
    auto* command = app.add_subcommand("compare", "List what is different between two runs");
    command->footer(
        "By client: new (red now, and was not), fixed (was red, and is not), changed (the client does "
        "something\n"
        "else), gone and added (judged in one of the two alone); with the facts, and the first packet that\n"
        "differs. What a baseline lists as varying, and a time near an edge, is no change.\n"
        "A run is its folder, its results.json, last (the newest below --out), or last~1, the one before "
        "it.\n"
        "Examples:\n"
        "  badrdp compare last~1 last\n"
        "  badrdp compare nightly/20261129T010000Z out/latest --json\n"
        "Exit status: 0 nothing is different; 1 something is; 2 bad arguments, or no such run.");
    auto options = std::make_shared<CompareOptions>();
    command->add_option("first", options->before, "The run before")->required();
    command->add_option("second", options->after, "The run after it")->required();
    command->add_option("-o,--out", options->out, "Folder in which `last` is looked for [out]");
    command->add_flag("--json", options->json, "As JSON: one object");
    command->callback([options, &status] { status = compare(*options); });
}

}  // namespace badrdp::harness
