#include "harness/play/settle.h"

#include <boost/test/unit_test.hpp>

namespace badrdp::harness {
namespace {

using enum Verdict;

CaseResult settled_of(const std::vector<Verdict>& verdicts) {
    std::vector<CaseResult> plays;
    for (const auto verdict : verdicts) {
        auto& play = plays.emplace_back();
        play.judgement = {.verdict = verdict, .findings = {}, .note = "note"};
        play.dir = std::to_string(plays.size());
    }
    return settled(std::move(plays));
}

std::string told(const std::vector<Verdict>& verdicts) {
    const auto result = settled_of(verdicts);
    return std::string(name(result.judgement.verdict)) + " " + result.dir.string() + " " +
           std::to_string(result.plays.size());
}

BOOST_AUTO_TEST_SUITE(play_settle)

BOOST_AUTO_TEST_CASE(one_play_is_what_it_is) {
    for (const auto verdict : kVerdicts) BOOST_TEST(told({verdict}) == std::string(name(verdict)) + " 1 0");
}

BOOST_AUTO_TEST_CASE(plays_that_are_all_red_or_all_not_are_what_the_first_one_is) {
    BOOST_TEST(told({fail, fail, fail}) == "fail 1 3");
    BOOST_TEST(told({changed, fail}) == "changed 1 2");
    BOOST_TEST(told({pass, pass}) == "pass 1 2");
    BOOST_TEST(told({known, pass}) == "known 1 2");
}

BOOST_AUTO_TEST_CASE(what_flips_is_unsteady_and_shows_its_first_red_play) {
    BOOST_TEST(told({pass, changed, pass}) == "unsteady 2 3");
    BOOST_TEST(told({moot, known}) == "unsteady 1 2");
    BOOST_TEST(settled_of({pass, changed, pass}).judgement.note ==
               "changed in 1 of 3 plays, pass in 2: note");
    BOOST_TEST(settled_of({fail, changed, pass, fail}).judgement.note ==
               "fail in 2 of 4 plays, changed in 1, pass in 1: note");
}

BOOST_AUTO_TEST_CASE(what_we_spoiled_is_no_play) {
    BOOST_TEST(told({error, pass}) == "pass 2 0");
    BOOST_TEST(told({error, changed, pass}) == "unsteady 2 2");
    BOOST_TEST(told({error, error}) == "error 2 0");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness
