#include "harness/report/first_cause.h"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include "harness/report/junit.h"
#include "harness/report/matrix.h"
#include "tests/harness/report/sample.h"

namespace badrdp::harness {

BOOST_AUTO_TEST_SUITE(report_first_cause)
namespace {

using capture::Event;
using wire::Role;

Event event(std::size_t packet, Role from, std::string what, std::uint16_t connection = 1) {
    return {.at = std::chrono::milliseconds(packet),
            .connection = connection,
            .from = from,
            .step = wire::step_named(what).value_or(wire::Step::none),
            .what = what,
            .detail = fmt::format("detail {}", packet),
            .packet = packet};
}

// As a capture of a healthy TLS session begins.
const std::vector<Event> kHealthy{
    event(0, Role::client, "SYN"),          event(1, Role::server, "SYN-ACK"),
    event(3, Role::client, "x224_request"), event(5, Role::server, "x224_confirm"),
    event(6, Role::client, "client_hello"), event(8, Role::server, "server_flight"),
};

std::vector<Event> first(std::size_t count, std::optional<Event> then = {}) {
    std::vector<Event> out(kHealthy.begin(), kHealthy.begin() + static_cast<std::ptrdiff_t>(count));
    for (auto& one : out) one.at += std::chrono::milliseconds(3), one.packet += 2;
    if (then) out.push_back(*then);
    return out;
}

// One healthy case that holds, and `count` cases that break in the same way but for a number.
RunResult failing(std::size_t count, Verdict verdict = Verdict::fail) {
    RunResult run;
    run.cases.push_back(a_case("healthy/tls", "", "xfreerdp", "lenient", Outcome::active, Verdict::pass));
    run.cases.back().events = kHealthy;
    for (std::size_t i = 0; i < count; ++i) {
        auto& one = run.cases.emplace_back(
            a_case(fmt::format("tls/x{}", i), "", "xfreerdp", "lenient", Outcome::refused, verdict));
        one.judgement.findings = {
            {"outcome", "active", fmt::format("refused (exit {})", i), "demand x.toml:1", "why"}};
        one.judgement.note = fmt::format("port {} is taken", 40'000 + i);
        one.events = first(5, event(9, Role::server, "RST"));
    }
    run.planned = run.cases.size();
    return run;
}

}  // namespace

BOOST_AUTO_TEST_CASE(times_packets_and_contents_are_no_difference) {
    BOOST_TEST(!first_difference(kHealthy, first(6)));
}

BOOST_AUTO_TEST_CASE(the_first_other_event_is_the_difference) {
    const auto found = first_difference(kHealthy, first(5, event(9, Role::server, "RST")));
    BOOST_REQUIRE(found);
    BOOST_TEST(difference_text(*found) ==
               "packet 10 (0.009 s): server RST, where the healthy case has server server_flight");
}

BOOST_AUTO_TEST_CASE(who_and_on_which_connection_make_a_difference) {
    BOOST_TEST(first_difference(kHealthy, first(5, event(9, Role::client, "server_flight"))).has_value());
    const auto again = first_difference(kHealthy, first(5, event(9, Role::client, "SYN", 2)));
    BOOST_REQUIRE(again);
    BOOST_TEST(difference_text(*again) ==
               "packet 10 (0.009 s, connection 2): client SYN, where the healthy case has server "
               "server_flight");
}

BOOST_AUTO_TEST_CASE(silence_is_a_difference_too) {
    const auto found = first_difference(kHealthy, first(4));
    BOOST_REQUIRE(found);
    BOOST_TEST(difference_text(*found) == "no packet comes where the healthy case has client client_hello");
    const auto more = first_difference(first(4), kHealthy);
    BOOST_REQUIRE(more);
    BOOST_TEST(difference_text(*more) ==
               "packet 7 (0.006 s): client client_hello, where the healthy case is over");
}

// The FIN is the kernel's, and comes because badrdp ended the client.
BOOST_AUTO_TEST_CASE(a_client_that_badrdp_killed_has_not_closed_its_connection) {
    auto run = failing(1);
    auto& hung = run.cases[1];
    hung.events = first(4, event(29'000, Role::client, "FIN"));
    BOOST_TEST(difference_in(run, hung).find("client FIN, where the healthy case has") != std::string::npos);
    hung.facts.limit = Limit::wall_clock;
    BOOST_TEST(difference_in(run, hung) ==
               "no packet comes for 29.0 s, until badrdp kills the client, where "
               "the healthy case has client client_hello");
    const auto said = difference_in(run, hung);
    hung.events.push_back(event(29'000, Role::server, "cut off"));
    hung.events.push_back(event(29'000, Role::server, "FIN"));
    BOOST_TEST(difference_in(run, hung) == said);
    hung.events.resize(hung.events.size() - 2);
    hung.events.pop_back();
    BOOST_TEST(difference_in(run, hung) == "no packet comes where the healthy case has client client_hello");
}

BOOST_AUTO_TEST_CASE(a_client_that_makes_no_connection_is_said_to_make_none) {
    auto run = failing(3, Verdict::moot);
    for (auto& result : run.cases) result.facts.deepest = badrdp::wire::Step::none;
    BOOST_TEST(first_causes(run).at(0).reason == "xfreerdp 2.11.7 makes no connection, so no fault can act");
}

BOOST_AUTO_TEST_CASE(a_case_is_compared_with_the_healthy_case_of_the_same_client_options_and_network) {
    auto run = failing(1);
    auto& one = run.cases[1];
    one.options = "nla";
    BOOST_TEST(healthy_case(run, one) == &run.cases[0]);
    auto nla = a_case("healthy/nla", "", "xfreerdp", "nla", Outcome::active, Verdict::pass);
    nla.events = kHealthy;
    run.cases.push_back(nla);
    BOOST_TEST(healthy_case(run, run.cases[1]) == &run.cases[2]);
    run.cases[1].net = "tap";
    BOOST_TEST(!healthy_case(run, run.cases[1]));
    BOOST_TEST(difference_in(run, run.cases[1]) == "");
}

BOOST_AUTO_TEST_CASE(a_few_failures_have_no_first_cause) {
    BOOST_TEST(first_causes(failing(2)).empty());
    BOOST_TEST(first_causes(sample_run()).empty());
    BOOST_TEST(first_causes(failing(50, Verdict::known)).empty());
    BOOST_TEST(first_causes(RunResult{}).empty());
}

BOOST_AUTO_TEST_CASE(the_same_failure_over_and_over_is_told_once) {
    const auto run = failing(5);
    const auto causes = first_causes(run);
    BOOST_REQUIRE_EQUAL(causes.size(), 1u);
    BOOST_TEST(causes[0].explains == 5u);
    BOOST_TEST(causes[0].reason ==
               "xfreerdp 2.11.7 has the verdict fail with the same finding: outcome: refused (exit 0)");
    BOOST_TEST(causes[0].example == &run.cases[1]);
    const auto text = matrix_text(run, false);
    BOOST_TEST(text.find("first cause") < text.find("tls\n"));
    BOOST_TEST(text.contains("first cause\n    xfreerdp 2.11.7 has the verdict fail with the same finding"));
    BOOST_TEST(text.contains("explains    5 cases"));
    BOOST_TEST(junit_xml(run).contains("<testsuite name=\"first cause\" tests=\"1\""));
}

BOOST_AUTO_TEST_CASE(a_taken_port_is_one_reason_whatever_its_number) {
    auto run = failing(3, Verdict::error);
    run.cases.back().client = "rdesktop";
    const auto causes = first_causes(run);
    BOOST_REQUIRE_EQUAL(causes.size(), 1u);
    BOOST_TEST(causes[0].explains == 3u);
    BOOST_TEST(causes[0].reason == "the harness failed: port 40000 is taken");
}

BOOST_AUTO_TEST_CASE(a_broken_healthy_case_explains_what_was_not_played_for_it) {
    auto run = failing(2);
    run.cases[0].judgement.verdict = Verdict::fail;
    run.cases[0].judgement.findings = {{"outcome", "active", "refused (exit 1)", "demand y.toml:1", ""}};
    run.planned += 40;
    const auto causes = first_causes(run);
    BOOST_REQUIRE_EQUAL(causes.size(), 1u);
    BOOST_TEST(causes[0].explains == 43u);
    BOOST_TEST(causes[0].reason ==
               "the healthy case of xfreerdp 2.11.7 does not hold (fail: outcome: refused (exit 1))");
}

BOOST_AUTO_TEST_CASE(one_trouble_that_breaks_the_healthy_cases_of_all_clients_is_one) {
    RunResult run;
    for (const std::string client : {"xfreerdp", "rdesktop"}) {
        auto& one = run.cases.emplace_back(
            a_case("healthy/tls", "", client, "lenient", Outcome::hung, Verdict::error));
        one.judgement.note = fmt::format("port {} is taken", run.cases.size());
    }
    run.planned = 12;
    const auto causes = first_causes(run);
    BOOST_REQUIRE_EQUAL(causes.size(), 1u);
    BOOST_TEST(causes[0].explains == 12u);
    BOOST_TEST(causes[0].reason.starts_with("the healthy case of xfreerdp 2.11.7, rdesktop 1.9.0 does not"));
}

BOOST_AUTO_TEST_CASE(what_the_machine_refuses_comes_first) {
    auto run = failing(4, Verdict::unsupported);
    run.no_network = "unprivileged user namespaces are off";
    for (auto& one : run.cases) one.judgement.note = run.no_network;
    run.cases[0].judgement = {};
    run.cases[0].judgement.verdict = Verdict::pass;
    run.cases[1].judgement.note = "xfreerdp has no option set 'nla'";
    const auto causes = first_causes(run);
    BOOST_REQUIRE_EQUAL(causes.size(), 1u);
    BOOST_TEST(causes[0].explains == 3u);
    BOOST_TEST(causes[0].reason == "no network of our own can be made: unprivileged user namespaces are off");
}

BOOST_AUTO_TEST_CASE(where_no_client_is_here_that_is_the_reason) {
    RunResult run;
    run.missing_clients = {{"xfreerdp", "install freerdp2-x11"}};
    const auto causes = first_causes(run);
    BOOST_REQUIRE_EQUAL(causes.size(), 1u);
    BOOST_TEST(causes[0].reason ==
               "nothing was played, since no client is here: xfreerdp: install freerdp2-x11");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::harness
