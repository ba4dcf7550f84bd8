#include "harness/cli/reports.h"

#include <fmt/core.h>

#include "harness/os/files.h"
#include "harness/os/run_folder.h"
#include "harness/os/usage_error.h"
#include "harness/report/json.h"
#include "harness/report/junit.h"
#include "harness/report/matrix.h"
#include "harness/report/page/html.h"
#include "harness/report/summary.h"
#include "harness/report/trials.h"

namespace badrdp::harness {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kStandardOutput = "-";

void write_copy(const fs::path& file, const std::string& text) {
    if (file == kStandardOutput)
        fmt::print("{}", text);
    else if (!file.empty())
        write_public(file, text);
}

template <class Result>
void write_all_reports(const Result& run, const std::string& summary, const ReportPlaces& places) {
    write_public(run.out / "summary.txt", summary);
    write_public(run.out / "results.json", results_json(run));
    write_public(run.out / "junit.xml", junit_xml(run));
    write_public(run.out / "report.html", report_html(run));
    open_to_others(run.out);
    write_copy(places.junit, junit_xml(run));
    write_copy(places.json, results_json(run));
}

void show_text(const std::string& text, const ReportPlaces& places) {
    const bool taken = places.junit == kStandardOutput || places.json == kStandardOutput;
    fmt::print(taken ? stderr : stdout, "{}", text);
}

}  // namespace

void add_place_options(CLI::App& command, ReportPlaces& places) {
    command.add_option("--junit", places.junit,
                       "Write the JUnit report to this file as well; - is standard output");
    command.add_option("--json", places.json,
                       "Write results.json to this file as well; - is standard output");
}

void demand_places(const ReportPlaces& places) {
    if (places.junit == kStandardOutput && places.json == kStandardOutput)
        throw UsageError("--junit - and --json -: standard output takes one of them");
    if (!places.junit.empty() && places.junit != kStandardOutput) demand_writable("--junit", places.junit);
    if (!places.json.empty() && places.json != kStandardOutput) demand_writable("--json", places.json);
}

void write_reports(const RunResult& run, const ReportPlaces& places) {
    write_all_reports(run, summary_text(run), places);
}

void write_reports(const RemedyRun& run, const ReportPlaces& places) {
    write_all_reports(run, trials_text(run, false), places);
}

void show(const RunResult& run, const ReportPlaces& places) {
    show_text(matrix_text(run, colour_wanted()), places);
}

void show(const RemedyRun& run, const ReportPlaces& places) {
    show_text(trials_text(run, colour_wanted()), places);
}

}  // namespace badrdp::harness
