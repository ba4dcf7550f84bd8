#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "harness/cli/cli.h"
#include "harness/cli/remember.h"
#include "harness/data/file/glob.h"
#include "harness/data/file/nearest.h"
#include "harness/os/files.h"
#include "harness/os/text.h"
#include "harness/play/builtin/arguments.h"
#include "harness/report/history/history.h"
#include "harness/report/runs/merge.h"
#include "harness/report/runs/read_results.h"

namespace badrdp::harness {

namespace fs = std::filesystem;

namespace {

struct HistoryOptions {
    std::string word;
    fs::path out = "out";
    fs::path trend;
    std::size_t runs = 30;
    bool json = false;
    bool fill = false;
};

// What somebody asks for.
enum class HistoryAsk : std::uint8_t { runs, client, known, cases };

bool is_in_folder(const std::string& scenario, std::string folder) {
    while (folder.ends_with('/')) folder.pop_back();
    return scenario.starts_with(folder + '/');
}

bool is_case_meant(const std::string& word, const std::string& scenario) {
    return glob_match(word, scenario) || is_in_folder(scenario, word);
}

HistoryAsk asked_by(const std::string& word, const std::set<std::string>& clients) {
    if (word.empty()) return HistoryAsk::runs;
    if (word == "known") return HistoryAsk::known;
    return clients.contains(word) ? HistoryAsk::client : HistoryAsk::cases;
}

bool is_meant(HistoryAsk asked, const std::string& word, const PastName& name) {
    switch (asked) {
        case HistoryAsk::client: return name.client == word;
        case HistoryAsk::cases: return is_case_meant(word, name.scenario);
        case HistoryAsk::runs:
        case HistoryAsk::known: break;
    }
    return true;
}

// The finished runs that are not in it yet, nor in one that is: of a time in which it could not be written,
// or before there was one.
void fill(const fs::path& out, const fs::path& file) {
    std::set<std::string> known;
    for (const auto& run : History(file, History::Use::write).runs()) known.insert(run.folder);
    std::size_t count = 0;
    for (const auto& folder : runs_below(out)) {  // the newest first: a merged one before its parts
        const auto parts = parts_of_run(folder);
        try {
            if (!known.contains(folder.filename().string())) {
                remember(read_run(folder), parts);
                ++count;
            }
            for (auto& part : names_beside(folder, parts)) known.insert(std::move(part));
        } catch (const UsageError& trouble) {
            fmt::print(stderr, "left out: {}\n", trouble.what());
        }
    }
    fmt::print(stderr, "{} looked at that were not in the history\n", counted(count, "run"));
}

// Why nothing is told of the word: who is meant was played too long ago, or is not there at all.
std::string unknown_in_history(const std::string& word, const std::set<std::string>& clients,
                               const std::set<std::string>& scenarios, std::size_t runs) {
    const bool was_played = std::ranges::any_of(
        scenarios, [&](const std::string& scenario) { return is_case_meant(word, scenario); });
    if (clients.contains(word) || was_played)
        return fmt::format("'{}' is not in the newest {}; --runs takes more", word, counted(runs, "run"));
    std::vector<std::string> all(clients.begin(), clients.end());
    for (const auto& scenario : scenarios) {
        all.push_back(scenario);
        all.push_back(scenario.substr(0, scenario.find('/')));
    }
    const auto near = nearest(word, all);
    return fmt::format("'{}' is no client and no scenario of these runs{}", word,
                       near.empty() ? "" : fmt::format(" (did you mean '{}'?)", near));
}

std::string text_for(HistoryAsk asked, const Past& past) {
    const bool colour = colour_wanted();
    switch (asked) {
        case HistoryAsk::known: return past_known_text(past, colour);
        case HistoryAsk::cases: return past_cases_text(past, colour);
        case HistoryAsk::runs:
        case HistoryAsk::client: break;
    }
    return past_runs_text(past, colour);
}

int history(const HistoryOptions& options) {
    const auto file = options.out / kHistoryFile;
    if (!options.trend.empty()) demand_writable("--trend", options.trend);
    try {
        if (options.fill) fill(options.out, file);
        std::set<std::string> clients, scenarios;
        const auto names = [&](const PastName& name) {
            clients.insert(name.client);
            scenarios.insert(name.scenario);
            return false;
        };
        read_past(file, options.runs, names);
        const auto asked = asked_by(options.word, clients);
        const auto past = read_past(
            file, options.runs, [&](const PastName& name) { return is_meant(asked, options.word, name); });
        if (past.results.empty() && (asked == HistoryAsk::cases || asked == HistoryAsk::client))
            throw UsageError(unknown_in_history(options.word, clients, scenarios, past.runs.size()));
        if (!options.trend.empty()) replace_file(options.trend, trend_html(past));
        if (options.json || options.trend.empty())
            fmt::print("{}", options.json ? past_json(past) : text_for(asked, past));
        else
            fmt::print("{}: {}\n", options.trend.string(), counted(past.runs.size(), "run"));
    } catch (const HistoryTrouble& trouble) {
        throw UsageError(trouble.what());
    }
    return kOk;
}

}  // namespace

void add_history(CLI::App& app, const Globals&, int& status) {
    auto* command = app.add_subcommand("history", "Tell what the runs of a folder came to: a case, a client");
    command->footer(
        "Each run enters itself into history.sqlite below --out, a merged one in the place of its parts. "
        "The\n"
        "oldest runs go when there are more than 2,000, or 400,000 results.\n"
        "Without a word: the runs, what turned in them, what was unsteady. Of a client: the same of its "
        "cases.\n"
        "Of cases (a name, a glob, a folder): each over the runs. known: each known failure, since when it "
        "is\n"
        "one, and whether it is one still.\n"
        "Examples:\n"
        "  badrdp history\n"
        "  badrdp history xfreerdp\n"
        "  badrdp history 'tls/*reset*' --runs 100\n"
        "  badrdp history known\n"
        "  badrdp history --trend trend.html\n"
        "Exit status: 0; 2 no history, or nothing in it has this name. More: docs/gate.md");
    auto options = std::make_shared<HistoryOptions>();
    command->add_option("word", options->word, "A client, a case, or known");
    command->add_option("-o,--out", options->out, "Folder in which the runs are [out]");
    command->add_option("--runs", options->runs, "Of so many runs, the newest [30]")
        ->check(whole_number(1, 2'000));
    command->add_option("--trend", options->trend, "Write a page (HTML) to this file");
    command->add_flag("--json", options->json, "As JSON: one object, with each result");
    command->add_flag("--fill", options->fill, "Enter the finished runs below --out that are not in it");
    command->callback([options, &status] { status = history(*options); });
}

}  // namespace badrdp::harness
