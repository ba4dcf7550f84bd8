#include "harness/play/tell_truth.h"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(harness_tell_truth)

using namespace badrdp::harness;

namespace {

const CauseRow kBlackHole{.id = "C10", .names = {Reason::timeout, Reason::network}, .vaguer = {Reason::tls}};

Facts saying(Reason reason) {
    Facts facts;
    facts.outcome = Outcome::refused;
    facts.reason = reason;
    return facts;
}

Scenario demanding(std::vector<Reason> says) {
    Scenario scenario;
    scenario.name = "path/x";
    Demand demand;
    demand.says = std::move(says);
    scenario.demands = {demand};
    return scenario;
}

CaseResult result_of(const Scenario& scenario, Facts facts, Verdict verdict = Verdict::pass) {
    CaseResult result;
    result.scenario = scenario.id();
    result.options = "lenient";
    result.healthy = scenario.healthy();
    result.facts = std::move(facts);
    result.judgement.verdict = verdict;
    return result;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_run_is_scored_where_something_was_proved) {
    auto caused = demanding({Reason::network});
    caused.cause = "C10";
    auto uncaused = demanding({Reason::network});
    uncaused.name = "path/y";
    auto healthy = demanding({Reason::network});
    healthy.name = "healthy/tls";
    RunResult run;
    for (const auto verdict : {Verdict::known, Verdict::moot, Verdict::error, Verdict::unsupported})
        run.cases.push_back(result_of(caused, saying(Reason::tls), verdict));
    run.cases.push_back(result_of(uncaused, saying(Reason::tls)));
    run.cases.push_back(result_of(healthy, saying(Reason::tls)));
    Scenario stranger;
    stranger.name = "path/z";
    run.cases.push_back(result_of(stranger, saying(Reason::tls)));

    tell_truth(run, std::vector{caused, uncaused, healthy}, {kBlackHole});
    BOOST_REQUIRE(run.cases[0].truth);
    BOOST_TEST((run.cases[0].truth->told == Told::vaguer));
    BOOST_TEST(run.cases[0].cause == "C10");
    for (const auto i : {1u, 2u, 3u, 5u, 6u}) BOOST_TEST(!run.cases[i].truth);
    BOOST_REQUIRE(run.cases[4].truth);
    BOOST_TEST((run.cases[4].truth->told == Told::wrong));
}

BOOST_AUTO_TEST_SUITE_END()
