#include "harness/os/loop/heartbeat.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(os_heartbeat)

using namespace badrdp::harness;
using namespace std::chrono_literals;
using Clock = Heartbeat::Clock;

namespace {

// Work that holds the loop up.
void stand_still(std::chrono::milliseconds length) {
    const auto end = Clock::now() + length;
    while (Clock::now() < end) {
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_loop_that_was_held_up_is_told_for_how_long) {
    boost::asio::io_context loop{1};
    const auto began = Clock::now();
    Heartbeat heartbeat(loop.get_executor());
    boost::asio::post(loop, [] { stand_still(400ms); });
    while (heartbeat.longest_since(began) < 250ms && Clock::now() < began + 20s) loop.run_one();
    // 100 ms of it pass until the beat is due.
    BOOST_TEST((heartbeat.longest_since(began) >= 250ms));
    loop.run_one();  // the beat itself
    BOOST_TEST((heartbeat.longest_since(began) >= 250ms));
}

BOOST_AUTO_TEST_CASE(a_beat_that_is_still_to_come_counts) {
    boost::asio::io_context loop{1};
    const auto began = Clock::now();
    const Heartbeat heartbeat(loop.get_executor());
    stand_still(300ms);
    BOOST_TEST((heartbeat.longest_since(began) >= 150ms));
}

// Who begins later has met none of it; who begins within it, only the rest.
BOOST_AUTO_TEST_CASE(what_was_before_does_not_count) {
    boost::asio::io_context loop{1};
    Heartbeat heartbeat(loop.get_executor());
    stand_still(300ms);
    const auto within = Clock::now();
    stand_still(200ms);
    loop.run_one();
    const auto behind = Clock::now();
    BOOST_TEST((heartbeat.longest_since(within) >= 150ms));
    BOOST_TEST((heartbeat.longest_since(within) <= behind - within));
    BOOST_TEST((heartbeat.longest_since(behind) < heartbeat.longest_since(within)));
}

BOOST_AUTO_TEST_CASE(one_that_is_stopped_keeps_no_loop_alive) {
    boost::asio::io_context loop{1};
    Heartbeat heartbeat(loop.get_executor());
    heartbeat.stop();
    loop.run();
    BOOST_TEST(loop.stopped());
}

BOOST_AUTO_TEST_SUITE_END()
