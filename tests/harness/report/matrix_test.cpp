#include "harness/report/matrix.h"

#include <boost/test/unit_test.hpp>
#include <sstream>

#include "harness/os/text.h"
#include "harness/report/overview.h"
#include "harness/report/summary.h"
#include "tests/harness/report/sample.h"

namespace badrdp::harness {
namespace {

std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) out.push_back(line);
    return out;
}

// Everything from the line that begins with `start` to the next empty one.
std::string paragraph(const std::string& text, const std::string& start) {
    const auto at = text.find("\n" + start);
    BOOST_TEST_REQUIRE(at != text.npos);
    return text.substr(at + 1, text.find("\n\n", at) - at);
}

std::string without_colours(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\x1b')
            i = text.find('m', i);
        else
            out += text[i];
    }
    return out;
}

BOOST_AUTO_TEST_SUITE(report_matrix)

BOOST_AUTO_TEST_CASE(the_first_line_says_whether_the_healthy_cases_held) {
    BOOST_TEST(lines(summary_text(sample_run())).front() ==
               "healthy cases: xfreerdp 2.11.7 held, rdesktop 1.9.0 held");
}

BOOST_AUTO_TEST_CASE(a_healthy_case_that_broke_is_named_and_what_it_means) {
    auto run = sample_run();
    run.cases.back().judgement.verdict = Verdict::fail;
    const auto text = lines(summary_text(run));
    BOOST_TEST(
        text[0] ==
        "healthy cases: xfreerdp 2.11.7 held, rdesktop 1.9.0 DID NOT HOLD (healthy/tls, last round lenient:");
    BOOST_TEST(text[1] == "  fail)");
    BOOST_TEST(text[2].starts_with("What a client does in other cases proves nothing"));
}

BOOST_AUTO_TEST_CASE(a_client_whose_healthy_cases_were_not_played_is_not_said_to_hold) {
    RunResult run;
    BOOST_TEST(health_line(run) == "healthy cases: none played");
    run.cases.push_back(a_case("tls/x", "", "xfreerdp", "lenient", Outcome::refused, Verdict::pass));
    BOOST_TEST(health_line(run) == "healthy cases: xfreerdp 2.11.7 not played");
    run.cases.push_back(a_case("healthy/nla", "", "xfreerdp", "nla", Outcome::hung, Verdict::unsupported));
    BOOST_TEST(health_line(run) == "healthy cases: xfreerdp 2.11.7 not played");
    run.cases.push_back(a_case("healthy/tls", "", "xfreerdp", "lenient", Outcome::active, Verdict::pass));
    BOOST_TEST(health_line(run) == "healthy cases: xfreerdp 2.11.7 held");
    run.interrupted = true;
    BOOST_TEST(health_line(run) == "healthy cases: xfreerdp 2.11.7 held so far");
    run.cases.push_back(a_case("healthy/tls", "", "xfreerdp", "lenient", Outcome::active, Verdict::moot));
    BOOST_TEST(health_line(run) == "healthy cases: xfreerdp 2.11.7 DID NOT HOLD (healthy/tls lenient: moot)");
}

BOOST_AUTO_TEST_CASE(clients_stand_side_by_side) {
    RunResult run;
    for (const std::string client : {"xfreerdp", "rdesktop"})
        for (const std::string options : {"lenient", "strict"})
            run.cases.push_back(
                a_case("tls/reset", "at=3", client, options, Outcome::refused, Verdict::pass));
    run.cases[2].judgement.verdict = Verdict::fail;
    run.cases.pop_back();
    BOOST_TEST(
        summary_text(run).contains("\n"
                                   "                        xfreerdp 2.11.7  rdesktop 1.9.0\n"
                                   "tls\n"
                                   "  reset[at=3]  lenient  pass refused     fail refused\n"
                                   "               strict   pass refused     -\n"));
}

// A client that finds no room beside the others comes below them, with the rows that it was in.
BOOST_AUTO_TEST_CASE(clients_without_room_come_below) {
    RunResult run;
    for (const std::string client : {"one-client-with-a-long-name", "another-client-with-a-long-name"})
        run.cases.push_back(
            a_case("tls/" + client.substr(0, 3), "", client, "lenient", Outcome::refused, Verdict::pass));
    BOOST_TEST(
        summary_text(run).contains("\n"
                                   "                one-client-with-a-long-name 0.1.0\n"
                                   "tls\n"
                                   "  one  lenient  pass refused\n"
                                   "\n"
                                   "                another-client-with-a-long-name 0.1.0\n"
                                   "tls\n"
                                   "  ano  lenient  pass refused\n"));
}

BOOST_AUTO_TEST_CASE(nothing_is_wider_than_the_page) {
    auto run = sample_run();
    for (const std::string client : {"xfreerdp", "rdesktop", "badrdp", "another-client-with-a-long-name"})
        for (const std::string options : {"lenient", "strict", "tofu", "rdp", "nla"})
            run.cases.push_back(a_case("negotiation/selects-a-protocol-that-nobody-ever-offered-or-heard",
                                       "protocol=0x10000000", client, options, Outcome::authenticated,
                                       Verdict::changed));
    for (const auto& line : lines(summary_text(run)))
        if (!line.starts_with("    kept in")) BOOST_TEST(width(line) <= 100U, line);
}

BOOST_AUTO_TEST_CASE(a_case_played_twice_shows_the_more_urgent_verdict) {
    auto run = sample_run();
    run.cases.push_back(a_case("healthy/tls", "", "xfreerdp", "lenient", Outcome::hung, Verdict::fail));
    const auto matrix = arrange(run);
    BOOST_TEST(cell_text(*matrix.rows.front().cells.front()) == "fail hung");
}

BOOST_AUTO_TEST_CASE(healthy_rows_come_first_and_phases_and_scenarios_stay_together) {
    RunResult run;
    for (const std::string name : {"tls/a", "path/b", "tls/c", "tls/a strict", "healthy/d"}) {
        const auto options = name.ends_with("strict") ? "strict" : "lenient";
        run.cases.push_back(
            a_case(name.substr(0, name.find(' ')), "", "xfreerdp", options, Outcome::refused, Verdict::pass));
    }
    std::string order;
    for (const auto& row : arrange(run).rows) order += row.phase + "/" + row.label + " " + row.options + "; ";
    BOOST_TEST(order == "healthy/d lenient; tls/a lenient; tls/a strict; tls/c lenient; path/b lenient; ");
}

BOOST_AUTO_TEST_CASE(what_needs_a_look_says_wanted_seen_and_where) {
    const auto text = summary_text(sample_run());
    BOOST_TEST(paragraph(text, "fail ") ==
               "fail      certificate/expired  xfreerdp 2.11.7 strict\n"
               "    What certificate/expired is about\n"
               "    outcome     wanted refused or disconnected, seen hung (killed after 20.0 s)\n"
               "    within      wanted ended within 10.0 s, seen still running when killed after 20.0 s\n"
               "                demand certificate/expired.toml:14: credentials must not reach a host whose\n"
               "                certificate the user asked to verify\n"
               "    kept in     out/2026-03-01T12-00-00/certificate/expired/xfreerdp-strict\n");
    for (const std::string start :
         {"error ", "fixed ", "changed ", "moot ", "unsteady ", "known ", "unsupported "})
        BOOST_TEST(!paragraph(text, start).empty());
    BOOST_TEST(!text.contains("\npass "));
}

BOOST_AUTO_TEST_CASE(why_a_run_is_not_green_is_told) {
    auto run = sample_run();
    run.shortfalls = {{.status = 4, .why = "3 cases judged, and at least 20 were wanted"}};
    BOOST_TEST(summary_text(run).contains("\nnot green: 3 cases judged, and at least 20 were wanted\n"));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_played_is_told_once_for_each_reason) {
    auto run = sample_run();
    const auto again = run.cases[3];
    run.cases.push_back(again);
    BOOST_TEST(
        summary_text(run).contains("\nunsupported  rdesktop 1.9.0, 2 cases: it was built without CredSSP\n"));
}

BOOST_AUTO_TEST_CASE(the_last_lines_count_and_say_what_is_missing) {
    const auto text = lines(summary_text(sample_run()));
    BOOST_TEST(text[text.size() - 5] ==
               "15 cases in 83.4 s: 7 pass, 1 fail, 1 known, 1 fixed, 1 changed, 1 unsteady, 1 moot, 1 "
               "unsupported,");
    BOOST_TEST(text[text.size() - 4] == "  1 error");
    BOOST_TEST(text[text.size() - 3] ==
               "mstsc was not played: runs on Windows only; give it the tap's other end");
    BOOST_TEST(text[text.size() - 2] ==
               "badrdp 0.1.0, seed 18446744073709551557, clients held by pid_namespace");
    BOOST_TEST(text[text.size() - 1] == "kept in out/2026-03-01T12-00-00");
}

BOOST_AUTO_TEST_CASE(a_run_that_did_not_finish_says_why) {
    auto run = sample_run();
    BOOST_TEST(unfinished_text(run) == "");
    run.planned = 40;
    BOOST_TEST(summary_text(run).contains("\n25 of 40 planned cases have no result\n"));
    run.interrupted = true;
    BOOST_TEST(summary_text(run).contains("\ninterrupted: 25 of 40 planned cases were not played\n"));
    run.interrupted = false;
    run.cases.front().judgement.verdict = Verdict::fail;
    BOOST_TEST(unfinished_text(run) ==
               "25 of 40 planned cases were not played: their client's healthy case did not hold");
    run.planned = run.cases.size();
    run.interrupted = true;
    BOOST_TEST(unfinished_text(run) == "interrupted");
}

BOOST_AUTO_TEST_CASE(colours_change_nothing_but_colour) {
    const auto coloured = matrix_text(sample_run(), true);
    BOOST_TEST(coloured.contains("\x1b[31m"));
    const auto bare = lines(without_colours(coloured)), plain = lines(summary_text(sample_run()));
    BOOST_TEST_REQUIRE(bare.size() == plain.size());
    for (std::size_t i = 0; i < bare.size(); ++i)
        BOOST_TEST(bare[i].substr(0, bare[i].find_last_not_of(' ') + 1) == plain[i]);
}

BOOST_AUTO_TEST_CASE(a_hostile_client_cannot_command_the_terminal) {
    for (const char c : summary_text(hostile_run())) {
        const auto byte = static_cast<unsigned char>(c);
        BOOST_REQUIRE(c == '\n' || (byte >= 0x20 && byte != 0x7f));
    }
}

BOOST_AUTO_TEST_CASE(versions_of_one_client_are_held_against_each_other) {
    auto run = sample_run();
    BOOST_TEST(!matrix_text(run, false).contains("do otherwise"));
    auto newer = run.cases.front();
    newer.client = "xfreerdp@sid";
    newer.version = "2.12.0";
    newer.facts.exit = 9;
    run.cases.push_back(newer);
    BOOST_TEST(matrix_text(run, false)
                   .contains("xfreerdp 2.11.7 and xfreerdp@sid 2.12.0 do otherwise in 1 of 1 case;"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness
