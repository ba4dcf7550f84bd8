#include <boost/test/unit_test.hpp>

#include "harness/judge/judge.h"

namespace badrdp::harness {

BOOST_AUTO_TEST_SUITE(judge_brings)

BOOST_AUTO_TEST_CASE(a_demand_may_speak_of_what_a_request_brings) {
    Scenario scenario;
    auto& d = scenario.demands.emplace_back();
    d.connection = 2;
    d.brings = {Brought::token};
    Facts facts;
    facts.connections.resize(2);
    facts.connections[1].brought = Brought::token;
    const auto broken = [&] { return broken_demands(scenario, "lenient", facts); };
    BOOST_TEST(broken().empty());
    facts.connections[1].brought = Brought::other_token;
    BOOST_TEST_REQUIRE(broken().size() == 1U);
    BOOST_TEST(broken()[0].field == "brings");
    BOOST_TEST(broken()[0].wanted == "token on connection 2");
    BOOST_TEST(broken()[0].seen == "other_token");
    facts.connections.pop_back();
    BOOST_TEST_REQUIRE(broken().size() == 1U);
    BOOST_TEST(broken()[0].seen == "no such connection");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::harness
