#include <fmt/core.h>

#include <utility>

#include "harness/cli/case_word.h"
#include "harness/cli/cli.h"
#include "harness/data/scenario/print.h"
#include "harness/report/runs/read_results.h"
#include "harness/report/story/story.h"

namespace badrdp::harness {
namespace {

struct ShowOptions {
    std::vector<std::string> words;
    std::filesystem::path out = "out";
    bool toml = false;
    bool plain = false;
    std::string beside;
};

LadderLook look_of(bool plain) {
    return {.columns = 100, .colour = !plain && colour_wanted(), .ascii = plain};
}

void show_cases(const CaseWord& meant, const RunResult* other, bool plain, bool& first) {
    auto run = read_run(meant.first);
    recall_events(run);
    const auto cases = cases_meant(run, meant.second);
    if (cases.empty())
        throw UsageError(fmt::format("'{}': {} has no such case", meant.second, meant.first.string()));
    for (const auto* result : cases) {
        auto story = read_story(run, *result);
        if (other && !(story.beside = read_beside(run, *result, *other)))
            fmt::print(stderr, "--beside: {} has no case {} of {}\n", other->out.string(), result->scenario,
                       result->client);
        fmt::print("{}{}", std::exchange(first, false) ? "" : "\n", story_text(run, story, look_of(plain)));
    }
}

int show_all(const Globals& globals, const ShowOptions& options) {
    bool first = true;
    std::vector<std::string> patterns;
    std::optional<RunResult> other;
    if (!options.beside.empty()) other = read_run(run_meant(options.beside, options.out));
    for (const auto& word : options.words) {
        if (const auto meant = case_word(word, options.out))
            show_cases(*meant, other ? &*other : nullptr, options.plain, first);
        else
            patterns.push_back(word);
    }
    if (patterns.empty()) return kOk;
    if (other) throw UsageError(fmt::format("--beside: '{}' is no case of a run", patterns.front()));
    for (const auto& scenario : select(globals, patterns))
        fmt::print("{}{}", std::exchange(first, false) ? "" : "\n",
                   options.toml ? to_toml(scenario) : describe(scenario));
    return kOk;
}

}  // namespace

void add_show(CLI::App& app, const Globals& globals, int& status) {
    auto* command = app.add_subcommand("show", "Explain a scenario, or tell what passed in a case of a run");
    command->footer(
        "Of a scenario: what breaks, and what a client must do. Of a case: its ladder, where it first "
        "differs\n"
        "from the healthy case, each demand with what met or broke it, the client's last lines, and the "
        "commands\n"
        "that show its packets and play it again. `last` is the newest run below --out, `last~1` the one "
        "before it.\n"
        "Examples:\n"
        "  badrdp show certificate/expired\n"
        "  badrdp show --toml 'negotiation/failure[code=5]'    the file that plays it\n"
        "  badrdp show last/certificate/expired/xfreerdp.strict\n"
        "  badrdp show last/service/mute --plain    every client's case, for a ticket\n"
        "  badrdp show last/service/mute --beside last~1    the same case in the run before, too");
    auto options = std::make_shared<ShowOptions>();
    command->add_option("scenario", options->words, "Names, globs, folders or files; RUN/CASE")->required();
    command->add_flag("--toml", options->toml, "As a scenario file with every default");
    command->add_flag("--plain", options->plain, "A case in ASCII and without colour");
    command->add_option("--beside", options->beside,
                        "A run: show each case as it was there, too, and where the two first differ");
    command->add_option("-o,--out", options->out, "Folder in which `last` is looked for [out]");
    command->callback([options, &globals, &status] { status = show_all(globals, *options); });
}

}  // namespace badrdp::harness
