#include "harness/live/as_served.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "harness/data/scenario/apply_settings.h"

BOOST_AUTO_TEST_SUITE(live_as_served)

using namespace badrdp;
using namespace badrdp::harness;

namespace {

Scenario behind(host::FirewallRule rule) {
    Scenario scenario;
    auto settings = host::defaults_of(host::Persona::server_2019);
    settings.firewall = rule;
    start_from(scenario, settings);
    return scenario;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_firewall_of_the_host_is_played_by_its_socket) {
    using host::FirewallRule;
    BOOST_TEST((as_served(behind(FirewallRule::dropped)).host.listening == host::Listening::backlog_full));
    BOOST_TEST((as_served(behind(FirewallRule::rejected)).host.listening == host::Listening::closed));
    BOOST_TEST(as_served(behind(FirewallRule::reset_after_hello)).faults.size() == 1U);
    for (const auto rule : {FirewallRule::dropped, FirewallRule::rejected, FirewallRule::reset_after_hello}) {
        BOOST_TEST(why_not_served(behind(rule)) == "");
        BOOST_TEST(as_served(behind(rule)).path.empty());
    }
}

BOOST_AUTO_TEST_CASE(what_needs_a_network_says_so) {
    auto scenario = behind(host::FirewallRule::dropped);
    scenario.path.push_back({.deed = path::Mtu{}});
    BOOST_TEST(why_not_served(scenario) == "it needs a network between client and host");
    Scenario named;
    named.names = Names::Answer::correct;
    BOOST_TEST(why_not_served(named) == "it needs a name server of its own");
}

BOOST_AUTO_TEST_CASE(a_person_may_stay_unless_the_end_of_the_session_is_the_scenario) {
    Scenario scenario;
    BOOST_TEST((for_a_person(scenario).host.server.parting == peer::Parting{}));
    scenario.host.server.parting.delay = std::chrono::milliseconds(7);
    BOOST_TEST((for_a_person(scenario).host.server.parting == scenario.host.server.parting));
}

BOOST_AUTO_TEST_CASE(every_obstacle_has_a_word_and_another_socket) {
    std::set<host::Listening> seen;
    for (const auto obstacle : all_obstacles()) {
        BOOST_TEST((obstacle_named(name(obstacle)) == obstacle));
        Scenario scenario;
        put_in_front(scenario, obstacle);
        seen.insert(scenario.host.listening);
    }
    BOOST_TEST(seen.size() == all_obstacles().size());
    BOOST_TEST(!obstacle_named("wall"));
}

BOOST_AUTO_TEST_SUITE_END()
