#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "harness/play/result.h"

namespace badrdp::harness {
namespace {

BOOST_AUTO_TEST_SUITE(result_exit_status)

namespace bdata = boost::unit_test::data;
using enum Verdict;

RunResult run_of(const std::vector<Verdict>& verdicts) {
    RunResult run;
    for (const auto verdict : verdicts) run.cases.emplace_back().judgement.verdict = verdict;
    run.planned = run.cases.size();
    return run;
}

BOOST_AUTO_TEST_CASE(is_zero_only_when_something_was_played_and_is_as_it_should_be) {
    BOOST_TEST(exit_status(run_of({pass})) == 0);
    BOOST_TEST(exit_status(run_of({known})) == 0);
    BOOST_TEST(exit_status(run_of({unsteady})) == 0);
    BOOST_TEST(exit_status(run_of({pass, unsteady, unsteady})) == 0);
    BOOST_TEST(exit_status(run_of({unsupported, pass, known})) == 0);
    BOOST_TEST(exit_status(run_of({})) == 4);
    BOOST_TEST(exit_status(run_of({unsupported, unsupported})) == 4);
}

BOOST_DATA_TEST_CASE(is_one_for_what_needs_a_look, bdata::make({0, 1, 2, 3}), i) {
    const auto verdict = std::array{fail, fixed, changed, moot}.at(static_cast<std::size_t>(i));
    BOOST_TEST(exit_status(run_of({verdict})) == 1);
    BOOST_TEST(exit_status(run_of({pass, verdict, known, unsupported})) == 1);
}

BOOST_AUTO_TEST_CASE(an_error_outweighs_what_the_clients_did) {
    BOOST_TEST(exit_status(run_of({error})) == 3);
    BOOST_TEST(exit_status(run_of({pass, fail, error, unsupported})) == 3);
}

BOOST_AUTO_TEST_CASE(what_was_judged_and_could_not_be_kept_is_our_own_failure) {
    auto run = run_of({pass, fail});
    BOOST_TEST(!unkept(run));
    run.cases.back().unkept = "cannot write server.log: No space left on device";
    const auto lost = unkept(run);
    BOOST_REQUIRE(lost);
    BOOST_TEST(lost->why ==
               "1 of 2 cases were judged, but what shows it could not be kept: cannot write server.log: No "
               "space left on device");
    run.shortfalls.push_back(*lost);
    BOOST_TEST(exit_status(run) == 3);
}

BOOST_AUTO_TEST_CASE(a_case_that_was_lost_is_an_error) {
    for (auto run : {run_of({pass}), run_of({}), run_of({unsupported})}) {
        run.planned = 3;
        BOOST_TEST(exit_status(run) == 3);
    }
}

// A client whose healthy case broke is not played further: that is the client's status, not ours.
BOOST_AUTO_TEST_CASE(a_case_that_was_held_back_is_none) {
    auto run = run_of({fail});
    run.planned = 3;
    BOOST_TEST(exit_status(run) == 1);
}

// What somebody wanted beside the verdicts is no success where it is missing, but what failed outweighs it.
BOOST_AUTO_TEST_CASE(a_run_with_a_shortfall_is_no_success) {
    const auto status = [](const std::vector<Verdict>& verdicts, const std::vector<int>& shortfalls) {
        auto run = run_of(verdicts);
        for (const int one : shortfalls) run.shortfalls.push_back({.status = one, .why = "why"});
        return exit_status(run);
    };
    BOOST_TEST(status({pass, unsupported}, {1}) == 1);
    BOOST_TEST(status({pass, unsupported}, {4}) == 4);
    BOOST_TEST(status({pass, unsupported}, {1, 4}) == 4);
    BOOST_TEST(status({unsupported}, {1}) == 4);
    BOOST_TEST(status({fail}, {4}) == 1);
    BOOST_TEST(status({pass, error}, {1}) == 3);
}

BOOST_AUTO_TEST_CASE(an_interrupted_run_says_so_whatever_it_saw) {
    for (auto run : {run_of({}), run_of({pass}), run_of({fail}), run_of({error})}) {
        run.interrupted = true;
        run.planned = 10;
        BOOST_TEST(exit_status(run) == 130);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness
