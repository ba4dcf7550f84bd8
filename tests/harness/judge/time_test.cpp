// Times of a slow machine, and excuses whose time is up.
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "harness/judge/judge.h"

namespace badrdp::harness {
namespace {

namespace bdata = boost::unit_test::data;
using namespace std::chrono_literals;
using enum Verdict;

Scenario demanding(Demand demand) {
    Scenario out;
    out.name = "certificate/expired";
    demand.options = "strict";
    out.demands = {std::move(demand)};
    return out;
}

Demand ended_within(std::chrono::milliseconds bound) {
    Demand out;
    out.within = bound;
    return out;
}

Facts refused_after(std::chrono::milliseconds took, std::chrono::milliseconds lead) {
    Facts out;
    out.outcome = Outcome::refused;
    out.reason = Reason::certificate;
    out.exit = 143;
    out.took = took;
    out.lead = lead;
    return out;
}

BaselineEntry entry_of(const Facts& facts) {
    BaselineEntry out;
    out.scenario = "certificate/expired";
    out.options = "strict";
    out.outcome = {facts.outcome};
    out.time = {time_class(facts)};
    return out;
}

const Baseline kBaseline{"xfreerdp", "2.11", "/x/clients/xfreerdp/baseline-2.11.toml", {}};

Verdict verdict_of(const Scenario& scenario, const Facts& facts, const BaselineEntry& entry) {
    return judge(scenario, "strict", facts, &kBaseline, &entry).verdict;
}

BOOST_AUTO_TEST_SUITE(judge_time)

// One time, and whether it agrees with each of two classes.
struct Timed {
    std::chrono::milliseconds took, lead;
    bool at_once, seconds;
};
std::ostream& operator<<(std::ostream& os, const Timed& t) {
    return os << t.took.count() << " ms, lead " << t.lead.count() << " ms";
}

const std::vector<Timed> kTimed{
    {3999ms, 300ms, true, false},
    {4000ms, 300ms, true, true},
    {5999ms, 300ms, true, true},
    {6000ms, 300ms, false, true},
    {6000ms, 500ms, false, true},
    // What took 1.2 s to start beside other programs has had 2.1 s more of the machine than it needed.
    {8099ms, 1200ms, true, true},
    {8100ms, 1200ms, false, true},
    {3999ms, 1200ms, true, false},
    // A timer of 15 s is no slowness of the machine, however slow that is.
    {17s, 1500ms, false, true},
};

BOOST_DATA_TEST_CASE(near_an_edge_and_on_a_slow_machine_a_time_belongs_to_both_classes, bdata::make(kTimed),
                     row) {
    const auto facts = refused_after(row.took, row.lead);
    auto entry = entry_of(facts);
    entry.time = {TimeClass::at_once};
    BOOST_TEST((verdict_of({}, facts, entry) == pass) == row.at_once);
    entry.time = {TimeClass::seconds};
    BOOST_TEST((verdict_of({}, facts, entry) == pass) == row.seconds);
}

// A client that works for 0.5 s, of which 0.3 s until its first connection, and waits for the rest.
BOOST_AUTO_TEST_CASE(a_machine_five_times_slower_has_the_same_verdicts) {
    const auto scenario = demanding(ended_within(10s));
    for (const auto waits : {0ms, 500ms, 2000ms, 3400ms, 5600ms, 9400ms}) {
        const auto quick = refused_after(waits + 500ms, 300ms);
        const auto slow = refused_after(waits + 5 * 500ms, 5 * 300ms);
        for (const auto* facts : {&quick, &slow})
            BOOST_TEST((verdict_of(scenario, *facts, entry_of(quick)) == pass), waits.count() << " ms");
    }
}

BOOST_AUTO_TEST_CASE(a_client_that_ends_too_late_by_itself_does_so_on_a_slow_machine_too) {
    const auto scenario = demanding(ended_within(10s));
    BOOST_TEST(broken_demands(scenario, "strict", refused_after(14s, 1500ms)).size() == 1U);
    BOOST_TEST(broken_demands(scenario, "strict", refused_after(13s, 1500ms)).empty());
}

BOOST_AUTO_TEST_CASE(a_known_break_whose_time_is_up_excuses_nothing) {
    const auto facts = refused_after(300ms, 100ms);
    Demand demand;
    demand.outcome = {Outcome::disconnected};
    auto entry = entry_of(facts);
    entry.known = KnownBreak{{"outcome"}, "it is old", "2.11", "2.12", "alice", "https://example.org/7"};
    auto judgement = judge(demanding(demand), "strict", facts, &kBaseline, &entry);
    BOOST_TEST((judgement.verdict == known));
    BOOST_TEST(judgement.note == "it is old (since 2.11) (look again: 2.12), alice, https://example.org/7");
    entry.known->expired = "look again";
    judgement = judge(demanding(demand), "strict", facts, &kBaseline, &entry);
    BOOST_TEST((judgement.verdict == fail));
    BOOST_TEST(judgement.note == "look again");
}

// What a baseline lists several values of is what runs differ in.
BOOST_AUTO_TEST_CASE(fields_with_several_values_vary) {
    auto entry = entry_of(refused_after(300ms, 100ms));
    BOOST_TEST(varying_fields(entry).empty());
    entry.exit = {131, 143};
    entry.time.push_back(TimeClass::never);
    BOOST_TEST(varying_fields(entry) == (std::vector<std::string>{"exit", "time"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness
