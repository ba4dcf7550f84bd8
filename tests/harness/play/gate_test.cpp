#include "harness/play/gate.h"

#include <boost/test/unit_test.hpp>

namespace badrdp::harness {
namespace {

using enum Verdict;

CaseResult case_of(std::string client, Verdict verdict, bool healthy = false) {
    CaseResult out;
    out.client = std::move(client);
    out.healthy = healthy;
    out.judgement = {.verdict = verdict, .findings = {}, .note = "why not"};
    return out;
}

RunResult run_of(std::vector<CaseResult> cases) {
    RunResult run;
    run.cases = std::move(cases);
    run.planned = run.cases.size();
    return run;
}

std::string told(const RunResult& run, const Wanted& wanted) {
    std::string out;
    for (const auto& [status, why] : shortfalls(run, wanted))
        out += (out.empty() ? "" : "; ") + std::to_string(status) + " " + why;
    return out;
}

Wanted named(std::string client) { return {.fail_on = {}, .at_least = 0, .named = {std::move(client)}}; }

BOOST_AUTO_TEST_SUITE(play_gate)

BOOST_AUTO_TEST_CASE(a_named_client_must_play_more_than_its_healthy_cases) {
    const auto only_healthy =
        run_of({case_of("a", pass, true), case_of("a", unsupported), case_of("b", pass)});
    BOOST_TEST(told(only_healthy, named("a")) ==
               "4 a was named, and none but its healthy cases could be played: why not");
    BOOST_TEST(told(only_healthy, named("b")).empty());
    BOOST_TEST(told(only_healthy, {}).empty());
    BOOST_TEST(
        told(run_of({case_of("a", pass, true), case_of("a", unsupported), case_of("a", known)}), named("a"))
            .empty());
}

BOOST_AUTO_TEST_CASE(who_asks_for_healthy_cases_alone_gets_them) {
    BOOST_TEST(told(run_of({case_of("a", pass, true)}), named("a")).empty());
}

BOOST_AUTO_TEST_CASE(a_named_client_must_be_here) {
    auto run = run_of({case_of("b", pass)});
    run.missing_clients = {{"a", "install it"}};
    BOOST_TEST(told(run, named("a")) == "4 a was named, and is not here: install it");
    BOOST_TEST(told(run, named("b")).empty());
}

BOOST_AUTO_TEST_CASE(so_many_cases_must_be_judged) {
    auto run =
        run_of({case_of("a", pass), case_of("a", fail), case_of("a", unsupported), case_of("a", pass, true)});
    run.cases.back().last_round = true;
    BOOST_TEST(told(run, {.fail_on = {}, .at_least = 2, .named = {}}).empty());
    BOOST_TEST(told(run, {.fail_on = {}, .at_least = 3, .named = {}}) ==
               "4 2 cases judged, and at least 3 were wanted");
}

BOOST_AUTO_TEST_CASE(a_verdict_that_is_not_wanted_is_told_of) {
    const auto run = run_of({case_of("a", unsupported), case_of("a", known), case_of("a", known)});
    BOOST_TEST(told(run, {.fail_on = {unsupported, known, unsteady}, .at_least = 0, .named = {}}) ==
               "1 1 case unsupported, which --fail-on does not want; "
               "1 2 cases known, which --fail-on does not want");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness
