#include "harness/play/fewest.h"

#include <boost/test/unit_test.hpp>
#include <deque>

#include "tests/harness/play/fake_run.h"

BOOST_AUTO_TEST_SUITE(fewest)

using namespace badrdp::harness;
using namespace badrdp::harness::test;
using namespace std::chrono_literals;

namespace {

struct Cases {
    std::deque<Scenario> scenarios;
    Client client = client_named("one");
    std::vector<CaseOrder> cases;
    Durations durations;

    // A letter for each kind of demand: o outcome, w within, n never, s says.
    void add(const std::string& name, std::string_view kinds, std::chrono::milliseconds takes = 1s) {
        scenarios.push_back(demanding(name));
        auto& demand = scenarios.back().demands.front();
        demand.outcome.clear();
        for (const char kind : kinds) {
            if (kind == 'o') demand.outcome = {Outcome::refused};
            if (kind == 'w') demand.within = 10s;
            if (kind == 'n') demand.never = {badrdp::wire::Step::active};
            if (kind == 's') demand.says = {Reason::certificate};
        }
        cases.push_back({.scenario = &scenarios.back(), .client = &client, .options = "lenient"});
        durations[id_of(cases.back())] = takes;
    }
    std::string chosen() const {
        std::string out;
        for (const auto& order : fewest_cases(cases, durations)) out += order.scenario->id() + " ";
        return out;
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(every_phase_is_held_by_what_is_over_soonest) {
    Cases all;
    all.add("tls/slow", "o", 9s);
    all.add("tls/quick", "o", 1s);
    all.add("path/one", "o", 5s);
    BOOST_TEST(all.chosen() == "tls/quick path/one ");
}

// The quick ones of each phase would take a third case; whoever takes what is worth most first would begin
// with tls/most, which leaves two kinds to two more.
BOOST_AUTO_TEST_CASE(they_are_the_fewest_and_not_the_quickest) {
    Cases all;
    all.add("tls/most", "own", 1s);
    all.add("tls/half", "os", 8s);
    all.add("path/plain", "o", 1s);
    all.add("path/other", "wn", 8s);
    BOOST_TEST(all.chosen() == "tls/half path/other ");
}

BOOST_AUTO_TEST_CASE(one_phase_may_need_two) {
    Cases all;
    all.add("tls/a", "o");
    all.add("tls/b", "ow");
    all.add("tls/c", "s");
    all.add("path/a", "o");
    BOOST_TEST(all.chosen() == "tls/b tls/c path/a ");
}

// What another set of options is asked for is nothing that this case holds.
BOOST_AUTO_TEST_CASE(demands_of_other_options_do_not_count) {
    Cases all;
    all.add("tls/a", "o");
    all.add("tls/b", "o");
    all.scenarios.back().demands.push_back(all.scenarios.back().demands.front());
    all.scenarios.back().demands.back().options = "strict";
    all.scenarios.back().demands.back().says = {Reason::certificate};
    BOOST_TEST(all.chosen() == "tls/a ");
}

BOOST_AUTO_TEST_CASE(of_nothing_there_is_nothing) { BOOST_TEST(Cases().chosen().empty()); }

BOOST_AUTO_TEST_SUITE_END()
