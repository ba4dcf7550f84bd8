#include "harness/report/diagnosis/page.h"

#include <boost/test/unit_test.hpp>

namespace badrdp::harness {
namespace {

BOOST_AUTO_TEST_SUITE(diagnosis_page)

using diagnosis::Certainty;
using diagnosis::Diagnosis;
using diagnosis::HealthState;
using diagnosis::Suspect;

struct One {
    std::string file;
    capture::Talk talk{};
    Diagnosis found{};
};

One one_failure(const std::string& name) {
    One out{.file = name};
    auto& talk = out.talk;
    talk.client.at = {path::ipv4(198, 18, 0, 2), 40000};
    talk.server.at = {path::ipv4(198, 18, 0, 1), 3389};
    talk.events = {{.at = std::chrono::seconds(5), .what = "SYN", .detail = "", .packet = 0},
                   {.at = std::chrono::seconds(6),
                    .from = wire::Role::server,
                    .what = "RST",
                    .detail = "",
                    .packet = 8}};
    Diagnosis found{
        .state = HealthState::failed, .step = wire::Step::tcp_connect, .says = "Nobody <listens>."};
    found.causes.push_back({.cause = "C15",
                            .scenarios = {"tcp/port-closed"},
                            .certainty = Certainty::likely,
                            .evidence = {{9, "RST in answer"}},
                            .rules_out = {{"C14", 9, "it would have answered"}}});
    found.cannot = {"the rest"};
    found.next = {{"ping HOST", "whether it is there"}};
    out.found = found;
    return out;
}

std::string page_of(const std::vector<One>& all, const diagnosis::Titles& titles = {}) {
    DiagnosisPage page(titles);
    capture::Survey survey;
    for (const auto& one : all) page.add(one.talk, one.found), ++survey.conversations;
    page.end_file({.name = all.front().file, .frames = 9}, survey, {});
    return page.html();
}

bool has(const std::string& page, std::string_view text) { return page.contains(text); }

BOOST_AUTO_TEST_CASE(shows_answer_proof_and_ladder) {
    const auto page = page_of({one_failure("a.pcap")}, {{"C15", "The service is <stopped>"}});
    for (const auto* text :
         {"198.18.0.2:40000 &rarr; 198.18.0.1:3389", "failed", "tcp_connect", "Nobody &lt;listens&gt;.",
          "C15", "The service is &lt;stopped&gt;", "likely", "frame 9: RST in answer",
          "not C14: frame 9: it would have answered", "badrdp show tcp/port-closed", "Not told: the rest",
          "<code>ping HOST</code>", "<td>1.0000</td><td>9</td>", "SYN", "RST"})
        BOOST_TEST(has(page, text), text);
}

BOOST_AUTO_TEST_CASE(runs_and_loads_nothing_whatever_a_capture_is_called) {
    const auto page = page_of({one_failure("<script src='x'>.pcap")});
    BOOST_TEST(!has(page, "<script"));
    BOOST_TEST(has(page, "&lt;script src=&#39;x&#39;&gt;.pcap"));
    BOOST_TEST(has(page, "default-src 'none'"));
    BOOST_TEST(!has(page, "http://"));
}

BOOST_AUTO_TEST_CASE(draws_the_beginning_and_the_end_of_a_long_story) {
    auto one = one_failure("a.pcap");
    auto& events = one.talk.events;
    for (std::size_t i = 0; i < 500; ++i)
        events.insert(
            events.begin() + 1,
            {.at = std::chrono::seconds(5), .what = fmt::format("chatter {}", i), .detail = "", .packet = 3});
    const auto page = page_of({one});
    BOOST_TEST(has(page, "463 more"));
    BOOST_TEST(has(page, "RST</td>"));
}

diagnosis::LogLine log_line(std::string code, std::optional<std::chrono::nanoseconds> at) {
    diagnosis::LogLine out;
    out.code = std::move(code);
    out.place = {"a.log", 7, 0};
    out.at = at;
    return out;
}

BOOST_AUTO_TEST_CASE(what_logs_say_stands_in_its_place_between_the_packets) {
    using namespace std::chrono_literals;
    auto one = one_failure("a.pcap");
    one.found.log = {log_line("code:timeless", {}), log_line("code:between", 400ms),
                     log_line("code:with", 1s), log_line("code:behind", 9s)};
    const auto page = page_of({one});
    std::vector<std::size_t> at;
    for (const auto* text :
         {"SYN</td>", "code:between", "RST</td>", "code:with", "code:behind", "code:timeless"})
        at.push_back(page.find(text));
    BOOST_TEST(at.back() != page.npos);
    BOOST_TEST(std::ranges::is_sorted(at));
}

BOOST_AUTO_TEST_CASE(says_of_a_log_what_was_not_read_and_how_its_clock_was_moved) {
    const diagnosis::Log log{.name = "a.log",
                             .lines = {log_line("a", {}), log_line("b", {})},
                             .left_out = 5,
                             .error = capture::FileError{77, "the packed data <ends> in the middle"}};
    const diagnosis::Titles titles;
    DiagnosisPage page(titles);
    page.add_log({.log = &log, .laid = 1, .ambiguous = 3, .shift = -5'400});
    const auto html = page.html();
    for (const auto* text : {"2 lines with codes, 1 of them", "5 more lines with codes stand before them",
                             "3 are of a time when several", "Its clock and -1.50 h",
                             "Byte 77: the packed data &lt;ends&gt; in the middle"})
        BOOST_TEST(has(html, text), text);
}

BOOST_AUTO_TEST_CASE(draws_the_failed_ones_first_where_there_are_too_many) {
    const auto failed = one_failure("a.pcap");
    auto well = failed;
    well.found = {.state = HealthState::healthy, .says = "Well."};
    std::vector<One> all(DiagnosisPage::kMost + 4, well);
    all.push_back(failed);
    const auto page = page_of(all);
    BOOST_TEST(page.find("Nobody &lt;listens") < page.find("Well."));
    BOOST_TEST(has(page, "5 more conversations are not drawn"));

    const auto nothing_but_failed = page_of(std::vector<One>(DiagnosisPage::kMost + 2, failed));
    BOOST_TEST(has(nothing_but_failed, "2 more conversations are not drawn"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness
