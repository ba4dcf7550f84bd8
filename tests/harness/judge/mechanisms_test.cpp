#include <boost/test/unit_test.hpp>

#include "harness/judge/judge.h"

namespace badrdp::harness {

BOOST_AUTO_TEST_SUITE(judge_mechanisms)

// Each clause for itself: all that must be offered, and one that must come first.
BOOST_AUTO_TEST_CASE(a_demand_may_speak_of_mechanisms) {
    using enum wire::Mechanism;
    Scenario scenario;
    auto& d = scenario.demands.emplace_back();
    d.options = "strict";
    d.offers = {ntlmssp, krb5};
    d.prefers = {krb5, ms_krb5};
    Facts facts;
    const auto broken = [&] { return broken_demands(scenario, "strict", facts); };
    facts.offers = {ms_krb5, krb5, ntlmssp};
    BOOST_TEST(broken().empty());
    facts.offers = {ntlmssp, krb5};
    BOOST_TEST_REQUIRE(broken().size() == 1U);
    BOOST_TEST(broken()[0].field == "prefers");
    BOOST_TEST(broken()[0].wanted == "KRB5 or MS-KRB5");
    BOOST_TEST(broken()[0].seen == "NTLMSSP, KRB5");
    facts.offers = {krb5, other};
    BOOST_TEST_REQUIRE(broken().size() == 1U);
    BOOST_TEST(broken()[0].field == "offers");
    BOOST_TEST(broken()[0].wanted == "NTLMSSP and KRB5");
    BOOST_TEST(broken()[0].seen == "KRB5, another mechanism");
    facts.offers = {krb5, ntlmssp};
    d.proves_by = {krb5, ms_krb5};
    BOOST_TEST_REQUIRE(broken().size() == 1U);
    BOOST_TEST(broken()[0].field == "proves_by");
    BOOST_TEST(broken()[0].seen == "nothing");
    facts.proves_by = ntlmssp;
    BOOST_TEST(broken()[0].seen == "NTLMSSP");
    facts.proves_by = ms_krb5;
    BOOST_TEST(broken().empty());
    facts.offers.clear();  // it never came to NLA
    BOOST_TEST_REQUIRE(broken().size() == 2U);
    BOOST_TEST(broken()[1].seen == "nothing");
}

BOOST_AUTO_TEST_CASE(a_demand_may_speak_of_what_is_left_at_the_host) {
    using enum auth::LeftBehind;
    Scenario scenario;
    scenario.demands.emplace_back();
    scenario.demands.back().leaves = {nothing, ticket};
    Facts facts;
    const auto broken = [&] { return broken_demands(scenario, "lenient", facts); };
    for (const auto left : {nothing, ticket}) {
        facts.left = left;
        BOOST_TEST(broken().empty());
    }
    facts.left = password;
    BOOST_TEST_REQUIRE(broken().size() == 1U);
    BOOST_TEST(broken()[0].field == "leaves");
    BOOST_TEST(broken()[0].wanted == "nothing or ticket");
    BOOST_TEST(broken()[0].seen == "password");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::harness
