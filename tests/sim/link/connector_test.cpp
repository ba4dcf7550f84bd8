#include "sim/link/connector.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/test/unit_test.hpp>

#include "sim/link/udp_attempt.h"

namespace badrdp::connector_tests {

using namespace badrdp;
using namespace badrdp::link;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

const auto kLoopback = asio::ip::make_address("127.0.0.1");

void wait_until(std::chrono::steady_clock::time_point when) {
    asio::io_context clock;
    asio::steady_timer(clock, when).wait();
}

ConnectOrder order_to(std::uint16_t port, std::chrono::milliseconds connect_patience) {
    ConnectOrder order{.host = "127.0.0.1", .port = port, .attempt = {}};
    order.attempt.connect_patience = connect_patience;
    return order;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(link_connector)

// Both handlers are queued in one go, the connection's first, and what is queued no timer's cancel() takes
// back.
BOOST_AUTO_TEST_CASE(patience_that_ends_with_the_connection_ends_no_session) {
    asio::io_context loop;
    asio::ip::tcp::acceptor listener(loop, {kLoopback, 0});
    std::optional<Connected> seen;
    const auto patience = 500ms;
    const auto end = std::chrono::steady_clock::now() + patience;
    const Connector connector(
        loop.get_executor(), order_to(listener.local_endpoint().port(), patience), [](const Note&) {},
        [&](Connected c) { seen = std::move(c); });
    loop.run_one();  // the name has been resolved, and the connection is on its way
    BOOST_REQUIRE(!seen);
    wait_until(end + 10ms);
    // The host takes the connection, and closes it at once.
    listener.async_accept([](boost::system::error_code, asio::ip::tcp::socket) {});
    while (!seen) BOOST_REQUIRE(loop.run_one_for(10s) == 1u);
    BOOST_TEST((seen->failed_before == Connected::Before::nothing), seen->why);
    BOOST_TEST(seen->ending.has_value());
}

BOOST_AUTO_TEST_CASE(whoever_does_not_answer_is_given_up) {
    asio::io_context loop;
    // Nobody takes what is in its queue, and that is full.
    asio::ip::tcp::acceptor listener(loop);
    listener.open(asio::ip::tcp::v4());
    listener.bind({kLoopback, 0});
    listener.listen(0);
    asio::ip::tcp::socket filler(loop);
    filler.connect(listener.local_endpoint());
    std::optional<Connected> seen;
    const Connector connector(
        loop.get_executor(), order_to(listener.local_endpoint().port(), 50ms), [](const Note&) {},
        [&](Connected c) { seen = std::move(c); });
    while (!seen) BOOST_REQUIRE(loop.run_one_for(10s) == 1u);
    BOOST_TEST((seen->failed_before == Connected::Before::timeout));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(link_udp_attempt)

// Both are due at the same time, and so both handlers are queued: the one that runs first ends the other
// attempt.
BOOST_AUTO_TEST_CASE(an_attempt_that_has_ended_says_nothing_more) {
    asio::io_context loop;
    asio::ip::udp::socket server(loop, {kLoopback, 0});  // never answers
    const auto port = server.local_endpoint().port();
    std::unique_ptr<UdpAttempt> one, other;
    std::size_t said = 0, said_by_the_ended = 0;
    bool ended = false;
    const auto end = [&](std::unique_ptr<UdpAttempt>& mine, std::unique_ptr<UdpAttempt>& his) {
        return [&](const UdpTold&) {
            ++said;
            if (!mine && ended) ++said_by_the_ended;
            if (said == 3) {  // after the first SYN of each
                his.reset();
                ended = true;
            }
        };
    };
    one = std::make_unique<UdpAttempt>(loop.get_executor(), kLoopback, port, false, end(one, other), 0ms);
    other = std::make_unique<UdpAttempt>(loop.get_executor(), kLoopback, port, false, end(other, one), 0ms);
    loop.run();
    BOOST_TEST(ended);
    BOOST_TEST(said_by_the_ended == 0u);
    BOOST_TEST(said == 1u + 4u + 1u);  // a SYN of the ended one; four of the other, and that nobody answered
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::connector_tests
