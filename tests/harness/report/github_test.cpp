#include "harness/report/github.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <sstream>

#include "tests/harness/report/sample.h"

namespace badrdp::harness {
namespace {

BOOST_AUTO_TEST_SUITE(report_github)

std::vector<std::string> lines_in(const std::string& text) {
    std::vector<std::string> out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) out.push_back(line);
    return out;
}

std::size_t beginning(const std::vector<std::string>& lines, std::string_view with) {
    return static_cast<std::size_t>(
        std::ranges::count_if(lines, [&](const std::string& line) { return line.starts_with(with); }));
}

BOOST_AUTO_TEST_CASE(what_is_red_is_an_error_and_what_is_unsteady_a_warning) {
    const auto lines = lines_in(github_annotations(sample_run()));
    BOOST_TEST(beginning(lines, "::error ") == 5u);
    BOOST_TEST(beginning(lines, "::warning ") == 1u);
    BOOST_TEST(beginning(lines, "::") == lines.size());
    // The rules for a property: ':' and ',' of a title are written as %3A and %2C.
    BOOST_TEST(
        beginning(lines,
                  "::error title=fail%3A certificate/expired xfreerdp 2.11.7 strict::outcome: wanted refused "
                  "or disconnected, seen hung (killed after 20.0 s) (credentials must not") == 1u);
}

BOOST_AUTO_TEST_CASE(of_too_many_the_tenth_says_how_many_more) {
    auto run = sample_run();
    for (int i = 0; i < 30; ++i) {
        run.cases.push_back(run.cases[4]);
        run.cases.push_back(run.cases[12]);
    }
    const auto lines = lines_in(github_annotations(run));
    BOOST_TEST(beginning(lines, "::error ") == 10u);
    BOOST_TEST(beginning(lines, "::warning ") == 10u);
    // 35 are red, and a first cause explains 30 of them.
    BOOST_TEST(lines[9] == "::error title=badrdp::and 27 more; the job's summary has them");
    BOOST_TEST(beginning(lines, "::error title=badrdp%3A first cause::") == 1u);
}

BOOST_AUTO_TEST_CASE(what_was_wanted_and_not_got_comes_first) {
    auto run = sample_run();
    run.shortfalls = {{.status = 4, .why = "100% of xfreerdp, which was named, is not here"}};
    run.planned = 99;
    const auto lines = lines_in(github_annotations(run));
    BOOST_TEST(lines[0] ==
               "::error title=badrdp%3A not green::100%25 of xfreerdp, which was named, is not here");
    BOOST_TEST(lines[1].starts_with("::error title=badrdp%3A unfinished::"));
}

BOOST_AUTO_TEST_CASE(a_file_is_named_only_in_the_project) {
    auto run = sample_run();
    for (const auto& [file, said] : std::vector<std::pair<std::string, std::string>>{
             {"ours/a,b.toml", "::error file=ours/a%2Cb.toml,title=fail"},
             {"/usr/share/x.toml", "::error title=fail"},
             {"../x.toml", "::error title=fail"}}) {
        run.cases[4].file = file;
        BOOST_TEST(beginning(lines_in(github_annotations(run)), said) == 1u, file);
    }
}

BOOST_AUTO_TEST_CASE(what_a_client_printed_is_no_command_and_no_markup) {
    auto run = hostile_run();
    for (auto& one : run.cases)
        one.judgement.note = "x\n::error::y\n| a | <b> `c` [d](e) @f " + one.judgement.note.substr(0, 50);
    run.cases[4].judgement.findings.clear();
    const auto lines = lines_in(github_annotations(run));
    BOOST_TEST(beginning(lines, "::error ") + beginning(lines, "::warning ") == lines.size());
    const auto summary = github_summary(run, 1u << 20);
    for (const auto* mark : {"<", "`", "@", "[d]", "\n::"}) BOOST_TEST(!summary.contains(mark), mark);
    for (const auto& line : lines_in(summary))
        if (line.starts_with("| fail")) BOOST_TEST(std::ranges::count(line, '|') == 5);
}

BOOST_AUTO_TEST_CASE(the_summary_has_the_verdict_and_what_needs_a_look) {
    const auto summary = github_summary(sample_run(), 1u << 20);
    BOOST_TEST(summary.starts_with("## badrdp: 6 of 15 cases need a look"));
    BOOST_TEST(summary.contains(
        "\n| error | fail | fixed | changed | moot | unsteady | known | unsupported | pass |\n"));
    BOOST_TEST(summary.contains("\n| 1 | 1 | 1 | 1 | 1 | 1 | 1 | 1 | 7 |\n"));
    BOOST_TEST(beginning(lines_in(summary), "| fail | certificate/expired | xfreerdp 2.11.7 strict |") == 1u);
}

BOOST_AUTO_TEST_CASE(the_summary_fits_into_what_room_there_is) {
    auto run = sample_run();
    for (int i = 0; i < 5'000; ++i) run.cases.push_back(run.cases[4]);
    for (const std::size_t room : {0u, 400u, 1'500u, 20'000u, 1u << 20}) {
        const auto summary = github_summary(run, room);
        BOOST_TEST(summary.size() <= room);
        if (room > 1'500) BOOST_TEST(summary.contains(" more\n"));
    }
    BOOST_TEST(github_summary(run, 0).empty());
    BOOST_TEST(github_summary(run, 1u << 20).size() > 10'000u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness
