#include "harness/os/loop/gate.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>
#include <vector>

BOOST_AUTO_TEST_SUITE(run_gate)

using namespace badrdp::harness;
namespace asio = boost::asio;

BOOST_AUTO_TEST_CASE(lets_only_so_many_through_and_in_their_order) {
    asio::io_context loop{1};
    Gate gate(loop.get_executor(), 2);
    Event leave(loop.get_executor());
    std::vector<int> entered;
    const auto guest = [&](int number) -> asio::awaitable<void> {
        const auto place = co_await gate.enter();
        entered.push_back(number);
        co_await leave.wait();
    };
    for (int i = 0; i < 5; ++i) asio::co_spawn(loop, guest(i), asio::detached);
    loop.poll();
    BOOST_TEST(entered == (std::vector{0, 1}), boost::test_tools::per_element());
    leave.happen();
    loop.restart();
    loop.run();
    BOOST_TEST(entered == (std::vector{0, 1, 2, 3, 4}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_place_that_was_left_early_is_given_back_once) {
    asio::io_context loop{1};
    Gate gate(loop.get_executor(), 1);
    int inside = 0;
    int most = 0;
    const auto guest = [&]() -> asio::awaitable<void> {
        auto place = co_await gate.enter();
        most = std::max(most, ++inside);
        --inside;
        place.leave();
        place.leave();
    };
    for (int i = 0; i < 3; ++i) asio::co_spawn(loop, guest(), asio::detached);
    loop.run();
    BOOST_TEST(most == 1);
    bool entered = false;
    const auto after = [&]() -> asio::awaitable<void> {
        const auto one = co_await gate.enter();
        entered = true;
    };
    asio::co_spawn(loop, after(), asio::detached);
    loop.restart();
    loop.run();
    BOOST_TEST(entered);
}

BOOST_AUTO_TEST_SUITE_END()
