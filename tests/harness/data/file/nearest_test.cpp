#include <boost/test/unit_test.hpp>

#include "harness/data/file/nearest.h"
#include "harness/data/scenario/load.h"

BOOST_AUTO_TEST_SUITE(scenario_nearest)

using badrdp::harness::nearest;

const std::vector<std::string> kKeys{"outcome", "options", "reaches", "never", "within", "says", "why"};

BOOST_AUTO_TEST_CASE(finds_a_word_with_a_letter_missing_added_changed_or_swapped) {
    BOOST_TEST(nearest("outcom", kKeys) == "outcome");
    BOOST_TEST(nearest("outcomes", kKeys) == "outcome");
    BOOST_TEST(nearest("optionz", kKeys) == "options");
    BOOST_TEST(nearest("whitin", kKeys) == "within");
    BOOST_TEST(nearest("wyh", kKeys) == "why");
}

BOOST_AUTO_TEST_CASE(does_not_mind_capitals) { BOOST_TEST(nearest("Reaches", kKeys) == "reaches"); }

BOOST_AUTO_TEST_CASE(picks_the_nearest_of_several) {
    BOOST_TEST(nearest("credssp_chalenge", {"credssp_negotiate", "credssp_challenge", "credssp_pubkey"}) ==
               "credssp_challenge");
}

BOOST_AUTO_TEST_CASE(prefers_a_word_that_was_begun) {
    BOOST_TEST(nearest("mcs_connect", {"tcp_connect", "mcs_connect_initial", "mcs_connect_response"}) ==
               "mcs_connect_initial");
    BOOST_TEST(nearest("out", kKeys) == "");
}

BOOST_AUTO_TEST_CASE(says_nothing_where_nothing_is_near) {
    BOOST_TEST(nearest("fault", kKeys) == "");
    BOOST_TEST(nearest("x", {"y"}) == "");
    BOOST_TEST(nearest("", kKeys) == "");
    BOOST_TEST(nearest("outcome", {}) == "");
}

BOOST_AUTO_TEST_SUITE_END()
