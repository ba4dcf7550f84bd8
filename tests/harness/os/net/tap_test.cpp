#include "harness/os/net/tap.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <optional>
#include <string>
#include <vector>

#include "tests/harness/os/net/available.h"

namespace badrdp::tap_tests {

using namespace badrdp::harness;
using boost::unit_test::precondition;
namespace asio = boost::asio;
using asio::ip::udp;
using test::ipv6;
using test::namespaces;

namespace {

using Frame = std::vector<std::uint8_t>;

// The next frame that holds these bytes at this place.
std::optional<Frame> next_frame(const Fd& frames, std::size_t at, const Frame& bytes) {
    pollfd readable{frames.get(), POLLIN, 0};
    while (::poll(&readable, 1, 5'000) == 1) {
        Frame frame(65536);
        const auto size = ::read(frames.get(), frame.data(), frame.size());
        if (size < 0) return std::nullopt;
        frame.resize(static_cast<std::size_t>(size));
        if (frame.size() >= at + bytes.size() &&
            std::equal(bytes.begin(), bytes.end(), frame.begin() + static_cast<std::ptrdiff_t>(at)))
            return frame;
    }
    return std::nullopt;
}

void send_udp(const NetNamespace& there, const char* to, std::size_t size = 10) {
    asio::io_context io;
    const udp::endpoint target(asio::ip::make_address(to), 9);
    const Inside inside(there);
    udp::socket socket(io, target.protocol());
    socket.set_option(asio::socket_base::broadcast(true));
    socket.send_to(asio::buffer(Frame(size, 'x')), target);
}

const Frame kArpRequest{8, 6, 0, 1, 8, 0, 6, 4, 0, 1};  // RFC 826, from the EtherType on

}  // namespace

BOOST_AUTO_TEST_SUITE(harness_net_tap, *precondition(namespaces))

BOOST_AUTO_TEST_CASE(asks_for_the_other_side_with_its_own_address) {
    const NetNamespace there;
    Tap tap(there, client_tap());
    const auto frames = tap.take();
    send_udp(there, "198.18.0.1");
    const auto arp = next_frame(frames, 12, kArpRequest);
    BOOST_REQUIRE(arp);
    const Frame sender{0x02, 0x62, 0x72, 0x64, 0x70, 0x02, 198, 18, 0, 2};
    BOOST_TEST(Frame(arp->begin() + 22, arp->begin() + 32) == sender, boost::test_tools::per_element());
    const Frame target{198, 18, 0, 1};
    BOOST_TEST(Frame(arp->begin() + 38, arp->begin() + 42) == target, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(sends_what_is_for_the_rest_of_the_world_to_the_other_side) {
    const NetNamespace there;
    Tap tap(there, client_tap());
    const auto frames = tap.take();
    send_udp(there, "198.19.255.1");
    const auto arp = next_frame(frames, 12, kArpRequest);
    BOOST_REQUIRE(arp);
    const Frame target{198, 18, 0, 1};
    BOOST_TEST(Frame(arp->begin() + 38, arp->begin() + 42) == target, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(has_its_ipv6_address_at_once, *precondition(ipv6)) {
    const NetNamespace there;
    Tap tap(there, server_tap());
    const auto frames = tap.take();
    send_udp(there, "2001:2::2");
    // A Neighbor Solicitation [RFC 4861 4.3] from 2001:2::1.
    const auto source = asio::ip::make_address_v6("2001:2::1").to_bytes();
    const auto solicitation = next_frame(frames, 22, Frame(source.begin(), source.end()));
    BOOST_REQUIRE(solicitation);
    BOOST_TEST(solicitation->at(54) == 135);
}

BOOST_AUTO_TEST_CASE(cuts_packets_to_its_mtu) {
    const NetNamespace there;
    auto order = client_tap();
    order.mtu = 576;
    Tap tap(there, order);
    const auto frames = tap.take();
    send_udp(there, "198.18.0.255", 1000);
    const auto first = next_frame(frames, 12, {8, 0, 0x45, 0});
    BOOST_REQUIRE(first);
    BOOST_TEST(first->size() <= 14u + 576u);
    BOOST_TEST(first->size() > 500u);
}

BOOST_AUTO_TEST_CASE(counts_what_its_queue_had_no_room_for) {
    const NetNamespace there;
    auto order = client_tap();
    order.queue = 4;
    Tap tap(there, order);
    BOOST_TEST(tap.dropped() == 0u);
    const auto frames = tap.take();
    asio::io_context io;
    const Inside inside(there);
    udp::socket socket(io, udp::v4());
    socket.set_option(asio::socket_base::broadcast(true));
    for (int i = 0; i < 100; ++i)
        socket.send_to(asio::buffer("x", 1), udp::endpoint(asio::ip::make_address("198.18.0.255"), 9));
    BOOST_TEST(tap.dropped() > 0u);
    BOOST_TEST(tap.dropped() <= 100u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::tap_tests
