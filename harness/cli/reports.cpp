#include "harness/cli/reports.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <optional>
#include <random>
#include <stdexcept>
#include <vector>

#include "harness/os/files.h"
#include "harness/os/plain.h"
#include "harness/os/run_folder.h"
#include "harness/os/usage_error.h"
#include "harness/play/builtin/arguments.h"
#include "harness/report/github.h"
#include "harness/report/json.h"
#include "harness/report/junit.h"
#include "harness/report/matrix.h"
#include "harness/report/page/html.h"
#include "harness/report/runs/compare.h"
#include "harness/report/runs/read_results.h"
#include "harness/report/summary.h"
#include "harness/report/tap.h"
#include "harness/report/trials.h"

namespace badrdp::harness {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kStandardOutput = "-";
constexpr std::size_t kMostStepSummary = 1u << 20;  // bytes that GitHub takes of a step

bool is_true(const char* variable) {
    const auto* said = std::getenv(variable);
    return said && std::string_view(said) == "true";
}

bool for_github(const ReportPlaces& places) {
    return places.github == "auto" ? is_true("GITHUB_ACTIONS") : places.github == "always";
}

void write_copy(const fs::path& file, const std::string& text) {
    if (file == kStandardOutput)
        fmt::print("{}", text);
    else if (!file.empty())
        replace_file(file, text);
}

// Compared with the finished run before it in the same folder, if there is one.
std::optional<Since> since_before(const RunResult& run, std::optional<RunResult>& before) {
    const auto folder = run_before(run.out);
    if (!folder) return std::nullopt;
    Since out{.started = folder->filename().string(), .trouble = {}, .changes = {}, .run = nullptr};
    try {
        before = read_run(*folder);
        out.started = before->started;
        out.run = &*before;
        out.changes = compare_runs(*before, run);
    } catch (const UsageError& error) {
        out.trouble = error.what();
    }
    return out;
}

std::string page_of(const RunResult& run) {
    std::optional<RunResult> before;  // what the comparison points into
    const auto since = since_before(run, before);
    return report_html(run, since ? &*since : nullptr);
}

std::string page_of(const RemedyRun& run) { return report_html(run); }

// Each report by itself: where there is room for one, another's lack of room does not matter.
class EachByItself {
public:
    void attempt(const std::function<void()>& write) {
        try {
            write();
        } catch (const std::exception& trouble) {
            troubles_.push_back(plain(trouble));
        }
    }
    void demand_all() const {
        if (!troubles_.empty())
            throw std::runtime_error(fmt::format("{}", fmt::join(troubles_, "\nbadrdp: ")));
    }

private:
    std::vector<std::string> troubles_;
};

template <class Result>
void write_all_reports(const Result& run, const std::string& summary, const ReportPlaces& places) {
    EachByItself each;
    const auto junit = junit_xml(run, is_true("GITLAB_CI"));
    each.attempt([&] { replace_file(run.out / "results.json", results_json(run)); });
    each.attempt([&] { replace_file(run.out / "summary.txt", summary); });
    each.attempt([&] { replace_file(run.out / "junit.xml", junit); });
    each.attempt([&] { replace_file(run.out / "report.html", page_of(run)); });
    each.attempt([&] { open_to_others(run.out); });
    each.attempt([&] { write_copy(places.junit, junit); });
    each.attempt([&] { write_copy(places.json, results_json(run)); });
    each.attempt([&] { write_copy(places.tap, tap_text(run)); });
    each.demand_all();
}

std::ptrdiff_t on_standard_output(const ReportPlaces& places) {
    return std::ranges::count(std::array{places.junit, places.json, places.tap}, fs::path(kStandardOutput));
}

void demand_place(std::string_view option, const fs::path& file) {
    if (!file.empty() && file != kStandardOutput) demand_writable(option, file);
}

std::FILE* for_people(const ReportPlaces& places) { return on_standard_output(places) > 0 ? stderr : stdout; }

// No line of what clients printed is to be a command of the job: GitHub takes none until it sees this word.
std::string without_commands(const std::string& text) {
    std::random_device random;
    const auto word = fmt::format("badrdp-{:08x}{:08x}", random(), random());
    return fmt::format("::stop-commands::{0}\n{1}::{0}::\n", word, text);
}

// Whoever wrote to the summary of the same step before has taken some of its room.
void add_to_step_summary(const RunResult& run) {
    const auto* file = std::getenv("GITHUB_STEP_SUMMARY");
    if (!file || !*file) return;
    std::error_code none;
    const auto there = fs::file_size(file, none);
    const auto taken = none ? 0 : std::min<std::uintmax_t>(there, kMostStepSummary);
    std::ofstream out(file, std::ios::app | std::ios::binary);
    out << github_summary(run, kMostStepSummary - taken);
    if (!out.flush()) fmt::print(stderr, "no job summary: {} cannot be written\n", file);
}

}  // namespace

void add_place_options(CLI::App& command, ReportPlaces& places) {
    command.add_option("--junit", places.junit,
                       "Write the JUnit report to this file as well; - is standard output");
    command.add_option("--json", places.json,
                       "Write results.json to this file as well; - is standard output");
    command.add_option("--tap", places.tap,
                       "Write the run in the Test Anything Protocol to this file; - is standard output");
    command
        .add_option(
            "--github", places.github,
            "Annotations and a job summary for GitHub Actions: always, never, or auto: where it is one; "
            "there are none of --remedies [auto]")
        ->check(word_among({"auto", "always", "never"}));
}

void demand_places(const ReportPlaces& places) {
    if (on_standard_output(places) > 1)
        throw UsageError("--junit -, --json - and --tap -: standard output takes one of them");
    demand_place("--junit", places.junit);
    demand_place("--json", places.json);
    demand_place("--tap", places.tap);
}

void write_reports(const RunResult& run, const ReportPlaces& places) {
    write_all_reports(run, summary_text(run), places);
}

void write_reports(const RemedyRun& run, const ReportPlaces& places) {
    write_all_reports(run, trials_text(run, false), places);
}

void show(const RunResult& run, const ReportPlaces& places) {
    const auto text = matrix_text(run, colour_wanted());
    if (!for_github(places)) return fmt::print(for_people(places), "{}", text);
    fmt::print(for_people(places), "{}{}", without_commands(text), github_annotations(run));
    add_to_step_summary(run);
}

void show(const RemedyRun& run, const ReportPlaces& places) {
    const auto text = trials_text(run, colour_wanted());
    fmt::print(for_people(places), "{}", for_github(places) ? without_commands(text) : text);
    for (const auto& one : run.shortfalls) fmt::print(stderr, "{}\n", one.why);
}

}  // namespace badrdp::harness
