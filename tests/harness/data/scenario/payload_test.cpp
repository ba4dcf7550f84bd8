#include "harness/data/scenario/payload.h"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(scenario_payload)

using namespace badrdp;
using namespace badrdp::harness;

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_garbage_and_another_another) {
    BOOST_TEST((payload("garbage:64", 1) == payload("garbage:64", 1)));
    BOOST_TEST((payload("garbage:64", 1) != payload("garbage:64", 2)));
    BOOST_TEST(payload("garbage:64", 1)->bytes.size() == 64u);
    // The standard demands that the 10000th number of a default mt19937 be this one.
    const auto bytes = payload("garbage:10000", 5489)->bytes;
    BOOST_TEST(bytes[9999] == 4123659995u >> 24);
}

BOOST_AUTO_TEST_CASE(the_web_server_s_answer_is_as_long_as_it_says) {
    const auto bytes = payload("http", 1)->bytes;
    const std::string text(bytes.begin(), bytes.end());
    BOOST_TEST(text.starts_with("HTTP/1.1 400 "));
    const auto body = text.substr(text.find("\r\n\r\n") + 4);
    BOOST_TEST(text.find("Content-Length: " + std::to_string(body.size()) + "\r\n") != std::string::npos);
}

// As Wireshark, xxd and people write bytes.
BOOST_AUTO_TEST_CASE(hexadecimal_may_have_blanks_between_its_bytes) {
    BOOST_TEST((payload("hex:03 00 00 13 0e d0", 1) == payload("hex:030000130ed0", 1)));
    BOOST_TEST((payload("hex: 0300 0013", 1)->bytes == wire::Bytes{3, 0, 0, 0x13}));
}

BOOST_AUTO_TEST_CASE(sequences_lie_inside_each_other_with_their_right_lengths) {
    BOOST_TEST((payload("nested:3", 1)->bytes == wire::Bytes{0x30, 4, 0x30, 2, 0x30, 0}));
    // 64 of them have 128 bytes, which is more than a short length can say.
    const auto deep = payload("nested:66", 1)->bytes;
    BOOST_TEST(
        (wire::Bytes(deep.begin(), deep.begin() + 8) == wire::Bytes{0x30, 0x82, 0, 132, 0x30, 0x82, 0, 128}));
    BOOST_TEST(deep.size() == 136u);
    for (const auto* bad : {"nested:", "nested:0", "nested:10001", "nested:3x"})
        BOOST_TEST(payload(bad, 1).error() == "\"nested:\" needs a depth from 1 to 10000");
}

BOOST_AUTO_TEST_SUITE_END()
