#include <boost/test/unit_test.hpp>

#include "harness/judge/judge.h"
#include "sim/wire/sequence/protocols.h"

namespace badrdp::harness {

BOOST_AUTO_TEST_SUITE(judge_unrequested)

// What the host selects is a breach only to a client that never asked for it.
BOOST_AUTO_TEST_CASE(a_demand_may_speak_of_clients_that_did_not_request_a_protocol) {
    Scenario scenario;
    auto& d = scenario.demands.emplace_back();
    d.unrequested = wire::protocol::hybrid_ex;
    d.outcome = {Outcome::refused};
    Facts facts;
    facts.outcome = Outcome::active;
    const auto broken = [&] { return broken_demands(scenario, "lenient", facts).size(); };
    BOOST_TEST(broken() == 1U);  // it made no connection, so it requested nothing
    facts.connections.resize(2);
    facts.connections[0].requested_protocols = 0x3;
    BOOST_TEST(broken() == 1U);  // the second connection requested nothing
    facts.connections[1].requested_protocols = 0xb;
    BOOST_TEST(broken() == 0U);
    d.unrequested.reset();
    BOOST_TEST(broken() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::harness
