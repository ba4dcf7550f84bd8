// The wire under real TCP: two kernels' worth of it, one in each namespace.
#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <ranges>
#include <string>

#include "sim/path/frame.h"
#include "tests/harness/os/net/available.h"
#include "tests/harness/os/net/veth.h"
#include "tests/harness/play/net/network.h"

namespace badrdp::wire_tap_tests {

using namespace badrdp;
using namespace badrdp::harness;
using namespace std::chrono_literals;
using boost::unit_test::precondition;
namespace asio = boost::asio;
using asio::ip::tcp;
using harness::test::namespaces;
using harness::test::Network;
using wire::Bytes;

namespace {

const tcp::endpoint kIpv4(asio::ip::make_address("198.18.0.1"), 3389);
const tcp::endpoint kIpv6(asio::ip::make_address("2001:2::1"), 3389);

const path::Endpoint kServer{path::ipv4(198, 18, 0, 1), 3389};

asio::awaitable<void> echo(tcp::acceptor& acceptor) {
    auto socket = co_await acceptor.async_accept(asio::use_awaitable);
    Bytes buffer(16 * 1024);
    try {
        for (;;) {
            const auto size = co_await socket.async_read_some(asio::buffer(buffer), asio::use_awaitable);
            co_await asio::async_write(socket, asio::buffer(buffer, size), asio::use_awaitable);
        }
    } catch (const boost::system::system_error&) {
        // the client has gone
    }
}

asio::awaitable<void> say(tcp::socket& socket, const Bytes& what) {
    co_await asio::async_write(socket, asio::buffer(what), asio::use_awaitable);
}

// Sends so many bytes, and demands them back.
asio::awaitable<void> converse(tcp::socket& socket, const tcp::endpoint& to, std::size_t size, bool& same) {
    co_await socket.async_connect(to, asio::use_awaitable);
    Bytes sent(size), back(size);
    for (std::size_t i = 0; i < size; ++i) sent[i] = static_cast<std::uint8_t>(i * 7 / 3);
    asio::co_spawn(socket.get_executor(), say(socket, sent), asio::detached);
    co_await asio::async_read(socket, asio::buffer(back), asio::use_awaitable);
    same = sent == back;
    socket.close();
}

// One conversation with an echo on a network.
struct Conversation {
    Conversation(Network& network, const tcp::endpoint& to, std::size_t size)
        : acceptor(network.listen(to)), socket(network.client_socket(to.protocol())) {
        const auto keep = [this](const std::exception_ptr& thrown) {
            ended = true;
            try {
                if (thrown) std::rethrow_exception(thrown);
            } catch (const boost::system::system_error& error) {
                trouble = error.code();
            }
        };
        asio::co_spawn(network.loop, echo(acceptor), asio::detached);
        asio::co_spawn(network.loop, converse(socket, to, size, same), keep);
    }

    tcp::acceptor acceptor;
    tcp::socket socket;
    bool same = false;
    bool ended = false;
    boost::system::error_code trouble{};
};

template <class Done>
bool run_until(asio::io_context& loop, Done done) {
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (!done() && std::chrono::steady_clock::now() < deadline) loop.run_one_for(100ms);
    return done();
}

std::size_t largest(const Network& network) {
    const auto size = [](const capture::Packet& packet) { return packet.bytes.size(); };
    return std::ranges::max(network.wire.packets() | std::views::transform(size));
}

std::vector<Bytes> seen_by(const Network& network, std::uint32_t side) {
    std::vector<Bytes> frames;
    for (const auto& packet : network.wire.packets())
        if (packet.interface == side) frames.push_back(packet.bytes);
    std::ranges::sort(frames);
    return frames;
}

void demand_no_losses(Network& network) {
    const auto losses = network.wire.losses();
    BOOST_TEST(losses.unrecorded == 0u);
    BOOST_TEST(losses.undelivered == 0u);
    BOOST_TEST(losses.broken == "");
    BOOST_TEST(network.client_end.dropped() == 0u);
    BOOST_TEST(network.server_end.dropped() == 0u);
}

path::Impairment impairment(path::Deed deed, path::Direction direction) {
    path::Impairment one;
    one.deed = std::move(deed);
    one.direction = direction;
    one.text = "here";
    return one;
}

boost::test_tools::assertion_result own_sysctls(boost::unit_test::test_unit_id) {
    boost::test_tools::assertion_result may(false);
    const NetNamespace there;
    const Inside inside(there);
    may = ::access("/proc/sys/net/ipv4/tcp_orphan_retries", W_OK) == 0;
    may.message() << "/proc/sys cannot be written";
    return may;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(harness_net_wire_tap, *precondition(namespaces))

BOOST_AUTO_TEST_CASE(carries_tcp_and_both_sides_see_the_same_frames) {
    asio::io_context loop{1};
    Network network(loop);
    Conversation conversation(network, kIpv4, 1'000'000);
    BOOST_TEST(run_until(loop, [&] { return conversation.ended; }));
    BOOST_TEST(conversation.same);
    BOOST_TEST((seen_by(network, kClientSide) == seen_by(network, kServerSide)));
    demand_no_losses(network);
}

BOOST_AUTO_TEST_CASE(carries_tcp_over_ipv6, *precondition(harness::test::ipv6)) {
    asio::io_context loop{1};
    Network network(loop);
    Conversation conversation(network, kIpv6, 100'000);
    BOOST_TEST(run_until(loop, [&] { return conversation.ended; }));
    BOOST_TEST(conversation.same);
}

// Ethernet's 1500 bytes, less 20 of IPv4 and 20 of TCP [RFC 9293 3.7.1]; timestamps [RFC 7323] lie within.
BOOST_AUTO_TEST_CASE(segments_are_what_a_wire_carries) {
    asio::io_context loop{1};
    Network network(loop);
    Conversation conversation(network, kIpv4, 200'000);
    BOOST_TEST(run_until(loop, [&] { return conversation.ended; }));
    BOOST_TEST(largest(network) == 1514u);
    bool syn_seen = false;
    for (const auto& packet : network.wire.packets()) {
        const auto read = path::read_frame(packet.bytes);
        if (!read || !*read || !(*read)->has(path::tcp_flag::syn)) continue;
        syn_seen = true;
        // The option "maximum segment size" is the first one that Linux writes.
        const Bytes mss{2, 4, 1460 >> 8, 1460 & 0xff};
        BOOST_TEST(std::equal(mss.begin(), mss.end(), packet.bytes.begin() + 54));
    }
    BOOST_TEST(syn_seen);
}

BOOST_AUTO_TEST_CASE(twenty_wires_on_one_loop) {
    asio::io_context loop{1};
    std::vector<std::unique_ptr<Network>> networks;
    std::vector<std::unique_ptr<Conversation>> conversations;
    for (int i = 0; i < 20; ++i) {
        networks.push_back(std::make_unique<Network>(loop));
        conversations.push_back(std::make_unique<Conversation>(*networks.back(), kIpv4, 50'000));
    }
    BOOST_TEST(run_until(loop, [&] {
        return std::ranges::all_of(conversations, [](const auto& one) { return one->ended; });
    }));
    for (const auto& one : conversations) BOOST_TEST(one->same);
    for (const auto& one : networks) demand_no_losses(*one);
}

// Above 1000 bytes nothing passes to the client, and nobody says so: the request is answered, what was asked
// for never comes, and the server's kernel sends it again.
BOOST_AUTO_TEST_CASE(a_black_hole_swallows_what_is_large) {
    asio::io_context loop{1};
    Network network(loop, {impairment(path::Mtu{.bytes = 1000}, path::Direction::to_client)});
    Conversation conversation(network, kIpv4, 10'000);
    const auto swallowed = [&] {
        return std::ranges::count_if(network.wire.packets(), [](const capture::Packet& packet) {
            return packet.interface == kServerSide && !packet.comment.empty();
        });
    };
    BOOST_TEST(run_until(loop, [&] { return swallowed() >= 3; }));
    BOOST_TEST(!conversation.ended);
    for (const auto& frame : seen_by(network, kClientSide))
        if (const auto read = path::read_frame(frame); read && *read && (*read)->source == kServer)
            BOOST_TEST(frame.size() <= 14u + 1000u);
    BOOST_TEST(network.wire.path().bites()[0] >= 3u);
    network.wire.stop();
    conversation.socket.close();
}

BOOST_AUTO_TEST_CASE(a_refusal_is_a_frame_that_only_its_receiver_saw) {
    asio::io_context loop{1};
    path::Reject reject{.what = path::Traffic::syn, .with = path::Refusal::rst};
    Network network(loop, {impairment(reject, path::Direction::to_server)});
    Conversation conversation(network, kIpv4, 10);
    BOOST_TEST(run_until(loop, [&] { return conversation.ended; }));
    BOOST_TEST(conversation.trouble == asio::error::connection_refused);
    std::size_t on_server = 0;
    for (const auto& frame : seen_by(network, kServerSide)) {
        const auto read = path::read_frame(frame);
        on_server += read && *read ? 1 : 0;
    }
    BOOST_TEST(on_server == 0u);
}

// Its kernel would repeat what it has to say for a minute and a half, and keep the namespace as long.
BOOST_AUTO_TEST_CASE(a_connection_that_was_cut_off_does_not_keep_its_network, *precondition(own_sysctls)) {
    const NetNamespace witness;
    asio::io_context loop{1};
    auto network = std::make_unique<Network>(loop);
    harness::test::make_veth(witness, network->client, "veth0");
    harness::test::make_veth(witness, network->server, "veth1");
    {
        auto acceptor = network->listen(kIpv4);
        auto client = network->client_socket(tcp::v4());
        tcp::socket server(loop);
        int done = 0;
        acceptor.async_accept(server, [&](const boost::system::error_code& error) { done += error ? 0 : 1; });
        client.async_connect(kIpv4, [&](const boost::system::error_code& error) { done += error ? 0 : 1; });
        BOOST_REQUIRE(run_until(loop, [&] { return done == 2; }));
        network->wire.stop();
        asio::write(client, asio::buffer("x", 1));
        asio::write(server, asio::buffer("x", 1));
    }
    network.reset();
    BOOST_TEST(harness::test::others_are_gone(witness));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::wire_tap_tests
