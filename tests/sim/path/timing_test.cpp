// What impairments do to the time and the order of frames.
#include <boost/test/unit_test.hpp>

#include "sim/path/path.h"
#include "sim/path/rng.h"
#include "tests/sim/path/frames.h"

BOOST_AUTO_TEST_SUITE(path_timing)

using namespace badrdp;
using namespace badrdp::path;
using namespace std::chrono_literals;
using test::Role;
using wire::Bytes;

namespace {

// 1000 bytes in Ethernet: 8 ms at 1 Mbit/s.
Bytes frame_of_1000() { return test::packet_of(1000 - kEthernet); }

Delivery only(const Fate& fate) {
    BOOST_TEST(!fate.untouched);
    BOOST_REQUIRE_EQUAL(fate.deliveries.size(), 1u);
    return fate.deliveries[0];
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_delay_is_the_same_for_every_frame) {
    const auto list = test::impairments({Delay{.by = 40ms}});
    Path path(list, 1);
    for (const auto at : {1000ms, 1001ms, 5000ms}) {
        const auto fate = path.pass(Role::server, test::packet_of(100, Role::server), at);
        const auto delivery = only(fate);
        BOOST_TEST((delivery.at == at + 40ms));
        BOOST_TEST((delivery.to == Role::client));
        BOOST_TEST(delivery.frame == test::packet_of(100, Role::server), boost::test_tools::per_element());
        BOOST_TEST(delivery.comment == "delayed by 40 ms");
        BOOST_TEST(fate.comment == "delayed by 40 ms");
    }
}

BOOST_AUTO_TEST_CASE(jitter_lies_between_its_bounds_and_keeps_the_order) {
    const auto list = test::impairments({Delay{.by = 40ms, .jitter = 20ms}});
    Path path(list, 7);
    Time before{0};
    nanoseconds least = 1h, most = 0ns, sum = 0ns;
    for (int i = 0; i < 4000; ++i) {
        const Time now = 1s * (i + 1);
        const auto delivery = only(path.pass(Role::client, frame_of_1000(), now));
        least = std::min(least, delivery.at - now);
        most = std::max(most, delivery.at - now);
        sum += delivery.at - now;
    }
    BOOST_TEST((least >= 40ms && least < 40100us));
    BOOST_TEST((most <= 60ms && most > 59900us));
    BOOST_TEST((sum / 4000 > 49500us && sum / 4000 < 50500us));
    for (int i = 0; i < 1000; ++i) {
        const auto delivery = only(path.pass(Role::client, frame_of_1000(), 5000s + 1ms * i));
        BOOST_TEST((delivery.at >= before));
        before = delivery.at;
    }
}

BOOST_AUTO_TEST_CASE(a_slow_link_sends_one_frame_after_the_other) {
    const auto list = test::impairments({Rate{.bits_per_second = 1'000'000}});
    Path path(list, 1);
    BOOST_TEST((only(path.pass(Role::client, frame_of_1000(), 1s)).at == 1008ms));
    BOOST_TEST((only(path.pass(Role::client, frame_of_1000(), 1s)).at == 1016ms));
    BOOST_TEST((only(path.pass(Role::server, frame_of_1000(), 1s)).at == 1008ms));  // a link of its own
    BOOST_TEST((only(path.pass(Role::client, frame_of_1000(), 1010ms)).at == 1024ms));
    BOOST_TEST((only(path.pass(Role::client, frame_of_1000(), 2s)).at == 2008ms));
}

BOOST_AUTO_TEST_CASE(what_finds_the_queue_full_is_lost) {
    const auto list = test::impairments({Rate{.bits_per_second = 1'000'000, .queue = 2000}});
    Path path(list, 1);
    only(path.pass(Role::client, frame_of_1000(), 1s));
    only(path.pass(Role::client, frame_of_1000(), 1s));
    const auto fate = path.pass(Role::client, frame_of_1000(), 1007ms);
    BOOST_TEST(fate.deliveries.empty());
    BOOST_TEST(fate.comment.ends_with("its queue is full"));
    BOOST_TEST((only(path.pass(Role::client, frame_of_1000(), 1008ms)).at == 1024ms));
    BOOST_TEST(path.bites()[0] == 4u);
}

BOOST_AUTO_TEST_CASE(an_empty_link_takes_a_frame_larger_than_its_queue) {
    const auto list = test::impairments({Rate{.bits_per_second = 1'000'000, .queue = 10}});
    Path path(list, 1);
    only(path.pass(Role::client, frame_of_1000(), 1s));
    BOOST_TEST(path.pass(Role::client, frame_of_1000(), 1s).deliveries.empty());
}

BOOST_AUTO_TEST_CASE(times_add_up_in_the_order_of_the_list) {
    const auto list = test::impairments({Delay{.by = 40ms}, Rate{.bits_per_second = 1'000'000}});
    Path path(list, 1);
    BOOST_TEST((only(path.pass(Role::client, frame_of_1000(), 1s)).at == 1048ms));
    const auto second = path.pass(Role::client, frame_of_1000(), 1001ms);
    BOOST_TEST((only(second).at == 1056ms));
    BOOST_TEST(second.comment == "delayed by 40 ms; on the link for 15 ms");
}

BOOST_AUTO_TEST_CASE(what_is_held_back_is_overtaken) {
    const auto list = test::impairments({Reorder{.share = 0.5, .by = 10ms}, Delay{.by = 5ms}});
    Path path(list, 3);
    int held = 0;
    for (int i = 0; i < 1000; ++i) {
        const Time now = 1s + 1ms * i;
        const auto delivery = only(path.pass(Role::client, frame_of_1000(), now));
        const bool late = delivery.at == now + 15ms;
        BOOST_TEST((late || delivery.at == now + 5ms));
        BOOST_TEST(late == delivery.comment.starts_with("held back by 10 ms"));
        held += late ? 1 : 0;
    }
    BOOST_TEST(held > 440);
    BOOST_TEST(held < 560);
}

BOOST_AUTO_TEST_CASE(a_delay_that_ends_lets_nothing_overtake) {
    auto list = test::impairments({Delay{.by = 100ms}});
    list[0].lasts = 50ms;
    Path path(list, 1);
    only(path.pass(Role::client, frame_of_1000(), 1s));
    only(path.pass(Role::client, frame_of_1000(), 1040ms));
    const auto behind = only(path.pass(Role::client, frame_of_1000(), 1060ms));
    BOOST_TEST((behind.at == 1140ms));
    BOOST_TEST(behind.comment == "behind others for 80 ms");
    BOOST_TEST(!path.clear());
    BOOST_TEST(path.pass(Role::server, frame_of_1000(), 1061ms).untouched);
    BOOST_TEST(path.pass(Role::client, test::arp(Role::client), 1061ms).untouched);
    BOOST_TEST(path.pass(Role::client, frame_of_1000(), 1140ms).untouched);
    BOOST_TEST(path.clear());
}

BOOST_AUTO_TEST_CASE(a_duplicate_comes_right_behind_and_meets_what_follows) {
    const auto list = test::impairments({Duplicate{.share = 1}, Rate{.bits_per_second = 1'000'000}});
    Path path(list, 1);
    const auto fate = path.pass(Role::client, frame_of_1000(), 1s);
    BOOST_REQUIRE_EQUAL(fate.deliveries.size(), 2u);
    BOOST_TEST((fate.deliveries[0].at == 1008ms));
    BOOST_TEST((fate.deliveries[1].at == 1016ms));
    BOOST_TEST(fate.deliveries[0].frame == fate.deliveries[1].frame, boost::test_tools::per_element());
    BOOST_TEST(fate.deliveries[0].comment.starts_with("duplicated; "));
    BOOST_TEST(fate.deliveries[1].comment.starts_with("duplicate; "));
    BOOST_TEST(fate.bites == (std::vector<std::size_t>{0, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(times_without_end_do_not_go_round) {
    const auto list = test::impairments(
        {Delay{.by = nanoseconds::max(), .jitter = nanoseconds::max()}, Rate{.bits_per_second = 1},
         Reorder{.share = 1, .by = nanoseconds::max()}, Delay{.by = nanoseconds::max()}});
    Path path(list, 1);
    for (int i = 1; i < 5; ++i) BOOST_TEST((only(path.pass(Role::client, frame_of_1000(), 1s * i)).at > 1h));
}

BOOST_AUTO_TEST_SUITE_END()
