#include "harness/judge/words.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

namespace badrdp::harness {
namespace {

BOOST_AUTO_TEST_SUITE(judge_words)

using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(times_are_told_in_seconds_then_in_minutes) {
    BOOST_TEST(seconds_text(0ms) == "0.0 s");
    BOOST_TEST(seconds_text(1234ms) == "1.2 s");
    BOOST_TEST(seconds_text(119'900ms) == "119.9 s");
    BOOST_TEST(seconds_text(125s) == "2 min 05 s");
}

BOOST_AUTO_TEST_CASE(an_outcome_says_how_it_ended) {
    Facts f;
    f.took = 3s;
    f.outcome = Outcome::hung;
    f.limit = Limit::wall_clock;
    BOOST_TEST(outcome_text(f) == "hung (killed after 3.0 s)");
    f.outcome = Outcome::looped;
    f.limit = Limit::reconnects;
    f.connections.resize(12);
    BOOST_TEST(outcome_text(f) == "looped (killed after 12 connections)");
    f.outcome = Outcome::bloated;
    f.limit = Limit::memory;
    BOOST_TEST(outcome_text(f) == "bloated (killed at its memory limit)");
    f.limit = Limit::disk;
    BOOST_TEST(outcome_text(f) == "bloated (killed when it filled its HOME)");
    f.limit = Limit::output;
    BOOST_TEST(outcome_text(f) == "bloated (killed at its output limit)");
    f.limit = Limit::none;
    f.outcome = Outcome::active;
    BOOST_TEST(outcome_text(f) == "active");
    f.exit = 0;
    BOOST_TEST(outcome_text(f) == "active (exit 0)");
}

BOOST_AUTO_TEST_CASE(long_words_of_a_client_are_cut_between_characters) {
    Facts f;
    f.reason = Reason::vague;
    f.said = std::string(159, 'a') + "\u20ac and on";  // the euro sign's three bytes lie across the limit
    BOOST_TEST(reason_text(f) == "vague (\"" + std::string(159, 'a') + "\u2026\")");
}

BOOST_AUTO_TEST_CASE(an_exit_is_a_status_a_signal_or_our_kill) {
    Facts f;
    BOOST_TEST(exit_word(f) == -1);
    f.signal = 11;
    BOOST_TEST(exit_word(f) == 139);
    f.exit = 0;
    f.signal = {};
    BOOST_TEST(exit_word(f) == 0);
}

BOOST_AUTO_TEST_CASE(choices_read_as_a_sentence) {
    BOOST_TEST(one_of({}) == "");
    BOOST_TEST(one_of({"a"}) == "a");
    BOOST_TEST(one_of({"a", "b"}) == "a or b");
    BOOST_TEST(one_of({"a", "b", "c"}) == "a, b or c");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness
