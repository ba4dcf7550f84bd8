#include "harness/scenario/payload.h"

#include <boost/test/unit_test.hpp>

using namespace badrdp::harness;

BOOST_AUTO_TEST_SUITE(scenario_payload)

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_garbage_and_another_another) {
    BOOST_TEST((payload("garbage:64", 1) == payload("garbage:64", 1)));
    BOOST_TEST((payload("garbage:64", 1) != payload("garbage:64", 2)));
    BOOST_TEST(payload("garbage:64", 1)->size() == 64u);
    // The standard demands that the 10000th number of a default mt19937 be this one.
    const auto bytes = *payload("garbage:10000", 5489);
    BOOST_TEST(bytes[9999] == 4123659995u >> 24);
}

BOOST_AUTO_TEST_CASE(the_web_server_s_answer_is_as_long_as_it_says) {
    const auto bytes = *payload("http", 1);
    const std::string text(bytes.begin(), bytes.end());
    BOOST_TEST(text.starts_with("HTTP/1.1 400 "));
    const auto body = text.substr(text.find("\r\n\r\n") + 4);
    BOOST_TEST(text.find("Content-Length: " + std::to_string(body.size()) + "\r\n") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
