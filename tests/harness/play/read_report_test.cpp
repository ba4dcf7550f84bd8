#include <boost/test/unit_test.hpp>
#include <csignal>

#include "harness/data/client/adapter.h"
#include "harness/os/lines.h"
#include "harness/os/sandbox/process_end.h"
#include "harness/play/read_report.h"
#include "tests/harness/play/reports.h"

BOOST_AUTO_TEST_SUITE(harness_client_read_report)

namespace {

using namespace badrdp::harness;
using namespace badrdp::harness::test;
using namespace std::chrono_literals;
namespace wire = badrdp::wire;

// One row a condition, so that each can be seen to hold and not to hold.
Adapter with_row(const ReportRow& row) {
    Adapter adapter;
    adapter.reports = {row, {}};
    adapter.reports[0].outcome = Outcome::refused;
    adapter.reports[0].reason = Reason::protocol;
    adapter.reports[1].outcome = Outcome::disconnected;
    adapter.reports[1].reason = Reason::vague;
    return adapter;
}

Outcome outcome_of(const Adapter& adapter, const ProcessEnd& end, Facts facts) {
    read_report(adapter, end, facts);
    return facts.outcome;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_condition_can_hold_and_not_hold) {
    using enum wire::Step;
    const auto end = ended(143, "some line\n", 5s);
    const auto facts = connected("client fin", client_hello);
    const auto holds = [&](const ReportRow& row) {
        return outcome_of(with_row(row), end, facts) == Outcome::refused;
    };
    const auto row = [](auto set) {
        ReportRow out;
        set(out);
        return out;
    };
    BOOST_TEST(holds(row([](auto& r) { r.exit = {1, 143}; })));
    BOOST_TEST(!holds(row([](auto& r) { r.exit = {1, 144}; })));
    BOOST_TEST(holds(row([](auto& r) { r.output = "^some"; })));
    BOOST_TEST(!holds(row([](auto& r) { r.output = "^line"; })));
    BOOST_TEST(holds(row([](auto& r) { r.ended_by = wire::Role::client; })));
    BOOST_TEST(!holds(row([](auto& r) { r.ended_by = wire::Role::server; })));
    BOOST_TEST(holds(row([](auto& r) { r.at_least = client_hello; })));
    BOOST_TEST(!holds(row([](auto& r) { r.at_least = server_flight; })));
    BOOST_TEST(holds(row([](auto& r) { r.at_most = client_hello; })));
    BOOST_TEST(!holds(row([](auto& r) { r.at_most = x224_confirm; })));
    BOOST_TEST(holds(row([](auto& r) { r.longer_than = 4s; })));
    BOOST_TEST(!holds(row([](auto& r) { r.longer_than = 5s; })));
    BOOST_TEST(!holds(row([](auto& r) { r.output = "some", r.exit = {1}; })));
}

BOOST_AUTO_TEST_CASE(who_ended_it_is_asked_of_the_last_connection) {
    ReportRow row;
    row.ended_by = wire::Role::client;
    auto facts = connected("client fin");
    facts.connections.push_back(facts.connections[0]);
    facts.connections[1].ending = TcpEnd::server_rst;
    BOOST_TEST(outcome_of(with_row(row), ended(1, ""), facts) == Outcome::disconnected);
    facts.connections.clear();
    BOOST_TEST(outcome_of(with_row(row), ended(1, ""), facts) == Outcome::disconnected);
}

BOOST_AUTO_TEST_CASE(a_limit_decides_the_outcome_and_the_output_the_reason) {
    const struct {
        Limit limit;
        Outcome outcome;
    } kLimits[]{{Limit::wall_clock, Outcome::hung}, {Limit::memory, Outcome::bloated},
                {Limit::disk, Outcome::bloated},    {Limit::output, Outcome::bloated},
                {Limit::traffic, Outcome::bloated}, {Limit::reconnects, Outcome::looped}};
    for (const auto& [limit, outcome] : kLimits) {
        ProcessEnd end;
        end.limit = limit;
        end.took = 20s;
        end.output =
            "Protocol(warning): Protocol negotiation failed with reason: SSL not allowed by server\n"
            "Retrying with plain RDP.\n";
        Facts facts;
        read_report(catalogue("rdesktop"), end, facts);
        BOOST_TEST(facts.outcome == outcome);
        BOOST_TEST(facts.reason == Reason::security);
        BOOST_TEST(facts.said == "SSL not allowed by server");
        BOOST_TEST((facts.limit == limit));
        BOOST_TEST((facts.took == 20s));
        BOOST_TEST(!facts.exit);
    }
}

BOOST_AUTO_TEST_CASE(a_client_that_hangs_in_silence_has_said_nothing) {
    ProcessEnd end;
    end.limit = Limit::wall_clock;
    end.output = "Password: ";
    Facts facts;
    facts.reason = Reason::server;
    facts.said = "left over";
    read_report(catalogue("xfreerdp"), end, facts);
    BOOST_TEST(facts.outcome == Outcome::hung);
    BOOST_TEST(facts.reason == Reason::nothing);
    BOOST_TEST(facts.said == "");
}

BOOST_AUTO_TEST_CASE(a_signal_is_a_crash) {
    ProcessEnd end;
    end.signal = SIGSEGV;
    Facts facts;
    read_report(catalogue("rdesktop"), end, facts);
    BOOST_TEST(facts.outcome == Outcome::crashed);
    BOOST_TEST(facts.signal.value_or(0) == SIGSEGV);
}

BOOST_AUTO_TEST_CASE(an_exit_status_of_139_is_none) {
    Facts facts;
    read_report(catalogue("xfreerdp"), ended(139, ""), facts);
    BOOST_TEST(facts.outcome == Outcome::disconnected);
}

BOOST_AUTO_TEST_CASE(only_the_ends_of_a_flood_are_searched) {
    ReportRow row;
    row.output = "needle";
    const std::string filler(100'000, '\n');
    BOOST_TEST(outcome_of(with_row(row), ended(1, "needle\n" + filler + filler), {}) == Outcome::refused);
    BOOST_TEST(outcome_of(with_row(row), ended(1, filler + filler + "needle"), {}) == Outcome::refused);
    BOOST_TEST(outcome_of(with_row(row), ended(1, filler + "needle\n" + filler), {}) ==
               Outcome::disconnected);
}

BOOST_AUTO_TEST_CASE(a_pattern_that_explodes_does_not_hang_us) {
    ReportRow row;
    row.output = "(a|aa|aaa)+$";
    BOOST_CHECK_THROW(outcome_of(with_row(row), ended(1, std::string(1900, 'a') + "b"), {}),
                      std::runtime_error);
}

BOOST_AUTO_TEST_CASE(without_a_group_the_line_is_quoted) {
    ReportRow row;
    row.output = "bad";
    auto facts = connected("client fin");
    read_report(with_row(row), ended(1, "first\n  that was \x1b[31mbad\t \r\nlast\n"), facts);
    BOOST_TEST(facts.said == "that was  [31mbad");
}

BOOST_AUTO_TEST_CASE(a_quote_is_no_longer_than_two_hundred_characters) {
    ReportRow row;
    row.output = "x+";
    auto facts = connected("client fin");
    read_report(with_row(row), ended(1, std::string(500, 'x')), facts);
    BOOST_TEST(facts.said == std::string(200, 'x'));
    BOOST_TEST(printable_line("\xc3\xa4\xc3\xa4", 3) == "\xc3\xa4");  // never half a character
}

BOOST_AUTO_TEST_SUITE_END()
