#include "harness/play/net/traffic.h"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(net_traffic)

using badrdp::harness::Traffic;
using badrdp::harness::TrafficLimits;

BOOST_AUTO_TEST_CASE(tells_once_of_each_kind_of_flood) {
    const TrafficLimits limits{.packets = 3, .bytes = 100, .questions = 2};
    unsigned told = 0;
    Traffic packets([&] { ++told; }, limits);
    for (int i = 0; i < 3; ++i) packets.carried(1);
    BOOST_TEST(told == 0u);
    BOOST_TEST(!packets.flooded());
    packets.carried(1);
    packets.carried(1);
    BOOST_TEST(told == 1u);
    BOOST_TEST(packets.flooded());

    told = 0;
    Traffic bytes([&] { ++told; }, limits);
    bytes.carried(100);
    BOOST_TEST(told == 0u);
    bytes.carried(1);
    BOOST_TEST(told == 1u);

    told = 0;
    Traffic questions([&] { ++told; }, limits);
    BOOST_TEST(questions.asked());
    BOOST_TEST(questions.asked());
    BOOST_TEST(told == 0u);
    BOOST_TEST(!questions.asked());
    BOOST_TEST(!questions.asked());
    BOOST_TEST(told == 1u);
}

BOOST_AUTO_TEST_CASE(nobody_has_to_listen) {
    Traffic traffic({}, {.packets = 0, .bytes = 0, .questions = 0});
    traffic.carried(1);
    BOOST_TEST(traffic.flooded());
}

BOOST_AUTO_TEST_SUITE_END()
