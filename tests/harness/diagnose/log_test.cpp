// Logs beside conversations that are made by hand.
#include "harness/diagnose/log.h"

#include <boost/test/unit_test.hpp>

namespace badrdp::test {
namespace {

BOOST_AUTO_TEST_SUITE(diagnose_logs)

using namespace harness::diagnosis;
using namespace std::chrono;
using capture::Talk;
using wire::Role;

constexpr auto kNoon = sys_days(year(2026) / November / 30).time_since_epoch() + 12h;

// A conversation of ten seconds.
Talk talk_at(nanoseconds begin, std::uint8_t client = 7) {
    Talk out;
    out.client.at = {path::ipv4(192, 0, 2, client), 40000};
    out.server.at = {path::ipv4(192, 0, 2, 1), 3389};
    out.client.first = {begin, 1};
    out.client.last = {begin + 10s, 9};
    return out;
}

LogLine line(std::string code, std::vector<LedTo> causes, std::optional<nanoseconds> at = {}) {
    LogLine out;
    out.place = {"a.log", 3, 0};
    out.code = std::move(code);
    out.causes = std::move(causes);
    out.at = at;
    return out;
}

Log log_of(LogClock clock, std::vector<LogLine> lines) {
    return {.name = "a.log", .clock = clock, .lines = std::move(lines)};
}

Diagnosis alike(std::initializer_list<const char*> causes) {
    Diagnosis out;
    out.state = HealthState::failed;
    for (const auto* cause : causes) out.causes.push_back({.cause = cause});
    out.alike = out.causes.size() > 1 ? out.causes.size() : 0;
    return out;
}

std::vector<std::string> causes_of(const Diagnosis& found) {
    std::vector<std::string> out;
    for (const auto& one : found.causes) out.push_back(one.cause);
    return out;
}

using Names = std::vector<std::string>;

BOOST_AUTO_TEST_CASE(a_code_parts_causes_that_look_alike) {
    auto found = alike({"C02", "C03", "C12"});
    judge_with_log(found, {line("event:36870", {{"C03", {}}})});
    BOOST_TEST(causes_of(found) == (Names{"C03", "C02", "C12"}), boost::test_tools::per_element());
    BOOST_TEST((found.causes[0].certainty == Certainty::likely));
    BOOST_TEST(found.alike == 0U);
    BOOST_REQUIRE(found.causes[0].evidence.size() == 1);
    BOOST_TEST(found.causes[0].evidence[0].log.file == "a.log");
    BOOST_TEST(found.causes[0].evidence[0].log.line == 3U);
    BOOST_REQUIRE(found.causes[0].rules_out.size() == 2);
    BOOST_TEST(found.causes[0].rules_out[1].cause == "C12");
    BOOST_TEST(found.log.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_code_that_fits_two_of_three_leaves_these_alike) {
    auto found = alike({"C12", "C02", "C03"});
    judge_with_log(found, {line("text:3", {{"C02", {}}, {"C03", {}}, {"C07", {}}})});
    BOOST_TEST(causes_of(found) == (Names{"C02", "C03", "C12"}), boost::test_tools::per_element());
    BOOST_TEST(found.alike == 2U);
    BOOST_TEST((found.causes[0].certainty == Certainty::possible));
}

BOOST_AUTO_TEST_CASE(what_packets_prove_stays) {
    auto found = alike({"C08"});
    found.causes[0].certainty = Certainty::certain;
    judge_with_log(found, {line("text:15", {{"C01", {}}})});
    BOOST_TEST(causes_of(found) == (Names{"C08"}), boost::test_tools::per_element());
    BOOST_TEST((found.causes[0].certainty == Certainty::certain));
    BOOST_TEST(found.cannot.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_failure_without_a_cause_gets_the_log_s) {
    auto found = alike({});
    judge_with_log(found, {line("errinfo:0x3", {{"C23", {"accounts/refused"}}})});
    BOOST_TEST(causes_of(found) == (Names{"C23"}), boost::test_tools::per_element());
    BOOST_TEST((found.causes[0].certainty == Certainty::likely));
    BOOST_TEST(found.causes[0].scenarios == (Names{"accounts/refused"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nothing_is_made_of_a_code_without_a_cause) {
    Diagnosis found;
    found.state = HealthState::undetermined;
    judge_with_log(found, {line("client-event:1024", {})});
    BOOST_TEST((found.state == HealthState::undetermined));
    judge_with_log(found, {line("errinfo:0x9", {{"C23", {}}})});
    BOOST_TEST((found.state == HealthState::failed));
}

BOOST_AUTO_TEST_CASE(a_healthy_session_stays_healthy) {
    Diagnosis found;
    found.state = HealthState::healthy;
    judge_with_log(found, {line("errinfo:0x9", {{"C23", {}}})});
    BOOST_TEST((found.state == HealthState::healthy));
    BOOST_TEST(found.causes.empty());
    BOOST_TEST(found.log.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_log_alone_is_likely_at_most) {
    const auto one = diagnose_log(log_of(LogClock::none, {line("event:1058", {{"C02", {}}})}));
    BOOST_TEST((one.state == HealthState::failed));
    BOOST_TEST((one.causes.at(0).certainty == Certainty::likely));
    BOOST_TEST(!one.next.empty());
    const auto several =
        diagnose_log(log_of(LogClock::none, {line("freerdp:0x8", {{"C01", {}}, {"C02", {}}, {"C03", {}}})}));
    BOOST_TEST(several.alike == 3U);
    BOOST_TEST((several.causes.at(0).certainty == Certainty::possible));
    BOOST_TEST((diagnose_log(log_of(LogClock::none, {})).state == HealthState::undetermined));
}

BOOST_AUTO_TEST_CASE(a_utc_log_is_laid_where_its_times_say) {
    LogShelf shelf({log_of(LogClock::utc, {line("a", {}, kNoon + 3s), line("b", {}, kNoon + 3h)})});
    const std::vector<Talk> talks{talk_at(kNoon)};
    const auto lines = shelf.lines_of(talks);
    BOOST_REQUIRE(lines[0].size() == 1);
    BOOST_TEST((lines[0][0].at == nanoseconds(3s)));
    BOOST_TEST(shelf.finish()[0].laid == 1U);
    BOOST_TEST(!shelf.finish()[0].alone);
}

BOOST_AUTO_TEST_CASE(a_local_log_is_moved_by_its_zone) {
    LogShelf shelf({log_of(LogClock::local, {line("a", {}, kNoon + 3s + 5h + 30min)})});
    const std::vector<Talk> talks{talk_at(kNoon)};
    const auto lines = shelf.lines_of(talks);
    BOOST_REQUIRE(lines[0].size() == 1);
    BOOST_TEST((lines[0][0].at == nanoseconds(3s)));
    BOOST_TEST(shelf.finish()[0].shift.value() == -(5 * 60 + 30) * 60);
}

BOOST_AUTO_TEST_CASE(a_time_of_day_takes_its_day_from_the_capture) {
    LogShelf shelf({log_of(LogClock::of_day, {line("a", {}, 14h + 3s)})});
    const std::vector<Talk> talks{talk_at(kNoon)};
    const auto lines = shelf.lines_of(talks);
    BOOST_REQUIRE(lines[0].size() == 1);
    BOOST_TEST((lines[0][0].at == nanoseconds(3s)));
}

BOOST_AUTO_TEST_CASE(a_log_whose_times_fit_nothing_is_told_alone) {
    LogShelf shelf({log_of(LogClock::utc, {line("a", {{"C01", {}}}, kNoon + 48h)})});
    const std::vector<Talk> talks{talk_at(kNoon)};
    BOOST_TEST(shelf.lines_of(talks)[0].empty());
    BOOST_TEST(shelf.finish()[0].alone.has_value());
    BOOST_TEST(!shelf.finish()[0].shift.has_value());
}

BOOST_AUTO_TEST_CASE(a_log_that_goes_back_for_weeks_is_laid_where_its_last_line_says) {
    for (const auto clock : {LogClock::utc, LogClock::local}) {
        std::vector<LogLine> lines;
        for (int i = 0; i < 600; ++i) lines.push_back(line("old", {}, kNoon - 24h * 30 + 1s * i));
        lines.push_back(line("new", {}, kNoon + 3s + (clock == LogClock::local ? 2h : 0h)));
        LogShelf shelf({log_of(clock, std::move(lines))});
        const std::vector<Talk> talks{talk_at(kNoon)};
        const auto laid = shelf.lines_of(talks);
        BOOST_REQUIRE(laid[0].size() == 1);
        BOOST_TEST(laid[0][0].code == "new");
        BOOST_TEST(shelf.finish()[0].shift.value() == (clock == LogClock::local ? -2 * 60 * 60 : 0));
    }
}

BOOST_AUTO_TEST_CASE(the_zone_is_found_by_a_conversation_behind_many_others) {
    std::vector<Talk> talks;
    for (int i = 0; i < 600; ++i) talks.push_back(talk_at(kNoon - 24h * 30 + 1min * i));
    talks.push_back(talk_at(kNoon));
    LogShelf shelf({log_of(LogClock::local, {line("a", {}, kNoon + 3s + 1h)})});
    BOOST_TEST(shelf.lines_of(talks).back().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_line_late_in_a_conversation_of_days_belongs_to_it) {
    for (const auto clock : {LogClock::utc, LogClock::local}) {
        std::vector<Talk> talks{talk_at(kNoon)};
        talks[0].client.last.at = kNoon + 50h;
        LogShelf shelf({log_of(clock, {line("a", {}, kNoon + 45h)})});
        const auto lines = shelf.lines_of(talks);
        BOOST_REQUIRE(lines[0].size() == 1);
        BOOST_TEST((lines[0][0].at == nanoseconds(45h)));
    }
}

BOOST_AUTO_TEST_CASE(a_capture_that_the_log_has_nothing_to_do_with_leaves_the_shift_of_another) {
    LogShelf shelf({log_of(LogClock::local, {line("a", {}, kNoon + 3s + 2h)})});
    BOOST_TEST(shelf.lines_of(std::vector{talk_at(kNoon)})[0].size() == 1U);
    std::vector<Talk> others{talk_at(kNoon + 1h), talk_at(kNoon + 1h, 8)};  // whose line it is cannot be told
    for (auto& talk : others) talk.client.last.at = kNoon + 1h + 20s;
    BOOST_TEST(shelf.lines_of(others)[0].empty());
    BOOST_TEST(shelf.finish()[0].shift.value() == -2 * 60 * 60);
    BOOST_TEST(shelf.finish()[0].ambiguous == 1U);
}

BOOST_AUTO_TEST_CASE(a_client_that_comes_again_speaks_of_its_latest_connection) {
    LogShelf shelf({log_of(LogClock::utc, {line("a", {}, kNoon + 21s)})});
    const std::vector<Talk> talks{talk_at(kNoon), talk_at(kNoon + 20s)};
    const auto lines = shelf.lines_of(talks);
    BOOST_TEST(lines[0].empty());
    BOOST_TEST(lines[1].size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_line_within_a_conversation_is_not_of_one_that_begins_behind_it) {
    LogShelf shelf({log_of(LogClock::utc, {line("a", {}, kNoon + 9s + 800ms)})});
    const std::vector<Talk> talks{talk_at(kNoon), talk_at(kNoon + 10s)};
    const auto lines = shelf.lines_of(talks);
    BOOST_TEST(lines[0].size() == 1U);
    BOOST_TEST(lines[1].empty());
}

BOOST_AUTO_TEST_CASE(of_several_clients_the_one_that_is_named) {
    auto named = line("a", {}, kNoon + 1s);
    named.addresses = {"192.0.2.8"};
    LogShelf shelf({log_of(LogClock::utc, {named, line("b", {}, kNoon + 1s)})});
    const std::vector<Talk> talks{talk_at(kNoon, 7), talk_at(kNoon, 8)};
    const auto lines = shelf.lines_of(talks);
    BOOST_TEST(lines[0].empty());
    BOOST_REQUIRE(lines[1].size() == 1);
    BOOST_TEST(lines[1][0].code == "a");
    BOOST_TEST(shelf.finish()[0].ambiguous == 1U);
}

BOOST_AUTO_TEST_CASE(a_log_without_times_belongs_to_the_only_conversation) {
    const auto log = log_of(LogClock::none, {line("a", {})});
    LogShelf one({log}), two({log});
    const std::vector<Talk> talks{talk_at(kNoon), talk_at(kNoon + 20s)};
    BOOST_TEST(one.lines_of(std::span(talks).first(1))[0].size() == 1U);
    BOOST_TEST(two.lines_of(talks)[1].empty());
    BOOST_TEST(two.finish()[0].alone.has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::test
