#include <boost/test/unit_test.hpp>

#include "harness/data/file/glob.h"
#include "harness/data/scenario/load.h"

BOOST_AUTO_TEST_SUITE(scenario_glob)

using badrdp::harness::glob_match;

BOOST_AUTO_TEST_CASE(a_name_matches_itself_and_nothing_else) {
    BOOST_TEST(glob_match("healthy/tls", "healthy/tls"));
    BOOST_TEST(!glob_match("healthy/tls", "healthy/tls-13"));
    BOOST_TEST(!glob_match("healthy/tls", "healthy/tl"));
    BOOST_TEST(!glob_match("tls", "healthy/tls"));
}

BOOST_AUTO_TEST_CASE(a_star_stands_for_anything_the_slash_too) {
    BOOST_TEST(glob_match("*", "tls/alert[description=40]"));
    BOOST_TEST(glob_match("tls/*", "tls/reset-after-hello"));
    BOOST_TEST(glob_match("*reset*", "tls/reset-after-hello"));
    BOOST_TEST(glob_match("*/reset-*-hello", "tls/reset-after-hello"));
    BOOST_TEST(glob_match("t*s", "tls/resets"));
    BOOST_TEST(!glob_match("tls/*x", "tls/reset-after-hello"));
    BOOST_TEST(!glob_match("", "tls/x"));
}

BOOST_AUTO_TEST_CASE(backs_up_when_the_first_place_was_the_wrong_one) {
    BOOST_TEST(glob_match("*ab", "aab"));
    BOOST_TEST(glob_match("*a*b", "xaxxab"));
    BOOST_TEST(!glob_match("*a*b", "xaxxa"));
}

BOOST_AUTO_TEST_CASE(a_variant_is_named_whole_or_left_out) {
    BOOST_TEST(glob_match("negotiation/failure[code=5]", "negotiation/failure[code=5]"));
    BOOST_TEST(!glob_match("negotiation/failure[code=5]", "negotiation/failure[code=6]"));
    BOOST_TEST(glob_match("negotiation/failure", "negotiation/failure[code=5]"));
    BOOST_TEST(glob_match("*failure", "negotiation/failure[code=5]"));
    BOOST_TEST(glob_match("*[code=*]", "negotiation/failure[code=5]"));
    BOOST_TEST(!glob_match("*[code=*]", "negotiation/failure"));
}

BOOST_AUTO_TEST_SUITE_END()
