#include "harness/judge/record.h"

#include <boost/test/unit_test.hpp>
#include <ostream>

namespace badrdp::harness {

static std::ostream& operator<<(std::ostream& os, Outcome v) { return os << name(v); }
static std::ostream& operator<<(std::ostream& os, Reason v) { return os << name(v); }
static std::ostream& operator<<(std::ostream& os, TimeClass v) { return os << name(v); }

}  // namespace badrdp::harness

namespace badrdp::wire {

static std::ostream& operator<<(std::ostream& os, Step v) { return os << name(v); }

}  // namespace badrdp::wire

namespace badrdp::harness {
namespace {

BOOST_AUTO_TEST_SUITE(judge_record)

using namespace std::chrono_literals;
using wire::Step;

const auto per_element = boost::test_tools::per_element();

Facts run(Outcome outcome, std::optional<int> exit, std::chrono::milliseconds took) {
    Facts f;
    f.outcome = outcome;
    f.exit = exit;
    f.took = took;
    f.deepest = Step::x224_request;
    f.reason = Reason::network;
    ConnectionFacts c;
    c.rdp_request = true;
    c.requested_protocols = wire::Protocols{0xb};
    f.connections = {c};
    return f;
}

Finding broken(std::string field) { return {std::move(field), "", "", "demand a/b.toml:3", ""}; }

BOOST_AUTO_TEST_CASE(an_entry_lists_all_that_a_narrower_one_does) {
    const auto one = run(Outcome::refused, 131, 1s), other = run(Outcome::refused, 132, 1s);
    const auto few = record("a/b", "lenient", {one}, nullptr);
    const auto many = record("a/b", "lenient", {one, other}, nullptr);
    BOOST_TEST(lists_all(many, few));
    BOOST_TEST(lists_all(few, few));
    BOOST_TEST(!lists_all(few, many));
    for (const auto& elsewhere : {record("a/b", "lenient", {run(Outcome::hung, 131, 1s)}, nullptr),
                                  record("a/b", "lenient", {run(Outcome::refused, 131, 9s)}, nullptr)})
        BOOST_TEST(!lists_all(many, elsewhere));
}

BOOST_AUTO_TEST_CASE(runs_that_agree_make_single_values) {
    const auto one = run(Outcome::refused, 131, 1s);
    const auto entry = record("a/b", "lenient", {one, one}, nullptr);
    BOOST_TEST(entry.scenario == "a/b");
    BOOST_TEST(entry.options == "lenient");
    BOOST_TEST(entry.outcome == std::vector{Outcome::refused}, per_element);
    BOOST_TEST(entry.exit == std::vector{131}, per_element);
    BOOST_TEST(entry.step == std::vector{Step::x224_request}, per_element);
    BOOST_TEST(entry.connections.at(0) == std::vector<std::string>{"0xb"}, per_element);
    BOOST_TEST(entry.reason == std::vector{Reason::network}, per_element);
    BOOST_TEST(entry.time == std::vector{TimeClass::at_once}, per_element);
    BOOST_TEST(entry.varies == "");
    BOOST_TEST(!entry.known.has_value());
}

BOOST_AUTO_TEST_CASE(runs_that_differ_make_lists_in_a_fixed_order) {
    const auto a = run(Outcome::refused, 131, 1s);
    const auto b = run(Outcome::hung, std::nullopt, 20s);
    for (const auto& runs : {std::vector{a, b}, {b, a}}) {
        const auto entry = record("a/b", "lenient", runs, nullptr);
        BOOST_TEST(entry.outcome == (std::vector{Outcome::refused, Outcome::hung}), per_element);
        BOOST_TEST(entry.exit == (std::vector{-1, 131}), per_element);
        BOOST_TEST(entry.time == (std::vector{TimeClass::at_once, TimeClass::seconds}), per_element);
    }
}

BOOST_AUTO_TEST_CASE(a_loop_is_recorded_up_to_its_fourth_connection) {
    auto facts = run(Outcome::looped, std::nullopt, 1s);
    facts.connections.resize(4, facts.connections[0]);
    BOOST_TEST(connection_words(facts).size() == 4U);
    facts.connections.resize(12);  // what follows made no request
    BOOST_TEST(connection_words(facts) == (std::vector<std::string>{"0xb", "0xb", "0xb", "0xb", "..."}),
               per_element);
}

BOOST_AUTO_TEST_CASE(reviewed_words_are_kept) {
    auto before =
        record("a/b", "lenient", {run(Outcome::refused, 131, 1s), run(Outcome::hung, {}, 20s)}, nullptr);
    before.varies = "a race";
    before.known = KnownBreak{{"outcome"}, "it is old", "2.11", ""};
    const auto entry = record("a/b", "lenient", {run(Outcome::refused, 131, 1s)}, &before);
    BOOST_TEST(entry.varies == "a race");
    BOOST_TEST(entry.outcome == before.outcome, per_element);  // one run takes nothing away
    BOOST_TEST(entry.known->why == "it is old");
}

BOOST_AUTO_TEST_CASE(lists_that_nobody_reviewed_are_recorded_anew) {
    const auto before =
        record("a/b", "lenient", {run(Outcome::refused, 131, 1s), run(Outcome::hung, {}, 20s)}, nullptr);
    const auto entry = record("a/b", "lenient", {run(Outcome::refused, 131, 1s)}, &before);
    BOOST_TEST(entry.outcome == std::vector{Outcome::refused}, per_element);
}

BOOST_AUTO_TEST_CASE(a_reason_to_vary_goes_with_the_last_list) {
    auto before = record("a/b", "lenient", {run(Outcome::refused, 131, 1s)}, nullptr);
    before.varies = "once upon a time";
    BOOST_TEST(record("a/b", "lenient", {run(Outcome::refused, 131, 1s)}, &before).varies == "");
}

BOOST_AUTO_TEST_CASE(a_new_break_waits_for_its_review) {
    auto entry = record("a/b", "lenient", {run(Outcome::hung, {}, 20s)}, nullptr);
    record_breaks(entry, {broken("within"), broken("outcome"), broken("within")});
    BOOST_TEST_REQUIRE(entry.known.has_value());
    BOOST_TEST(entry.known->fields == (std::vector<std::string>{"outcome", "within"}), per_element);
    BOOST_TEST(entry.known->why == "");
}

BOOST_AUTO_TEST_CASE(what_crashes_a_client_is_not_recorded) {
    auto crash = run(Outcome::crashed, std::nullopt, 1s);
    crash.signal = 11;
    const auto fine = run(Outcome::refused, 131, 1s);
    BOOST_TEST(why_not_recorded({fine, fine}) == "");
    BOOST_TEST(why_not_recorded({run(Outcome::hung, std::nullopt, 20s)}) == "");
    for (const auto& runs : {std::vector{crash}, {fine, crash}, {crash, fine}})
        BOOST_TEST(
            why_not_recorded(runs) ==
            "the client crashed (signal 11, SIGSEGV); leave this variant out of the catalogue, and tell "
            "whoever can mend it");
}

BOOST_AUTO_TEST_CASE(a_difference_from_the_baseline_is_no_break) {
    BaselineEntry entry;
    record_breaks(entry, {{"outcome", "", "", "baseline xfreerdp/baseline-2.11.toml:7", ""}});
    BOOST_TEST(!entry.known.has_value());
}

BOOST_AUTO_TEST_CASE(a_reviewed_break_shrinks_but_never_grows) {
    BaselineEntry entry;
    entry.known = KnownBreak{{"outcome", "within"}, "it is old", "", ""};
    record_breaks(entry, {broken("within"), broken("says")});
    BOOST_TEST(entry.known->fields == std::vector<std::string>{"within"}, per_element);
    BOOST_TEST(entry.known->why == "it is old");
    record_breaks(entry, {});
    BOOST_TEST(!entry.known.has_value());
}

BOOST_AUTO_TEST_CASE(a_break_that_comes_and_goes_is_kept) {
    BaselineEntry entry;
    entry.varies = "a race";
    entry.known = KnownBreak{{"outcome"}, "it is old", "", ""};
    record_breaks(entry, {});
    BOOST_TEST(entry.known.has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness
