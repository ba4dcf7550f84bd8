#include "sim/link/server.h"

#include <malloc.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <system_error>
#include <vector>

#include "tests/fuzz/memory.h"

BOOST_AUTO_TEST_SUITE(link_server)

using namespace badrdp;
namespace asio = boost::asio;
namespace bdata = boost::unit_test::data;
using asio::ip::tcp;

namespace {

// What is said of a host that is to listen at a place.
std::error_code refusal(asio::io_context& loop, const std::string& address, std::uint16_t port,
                        std::string& said) {
    try {
        const link::Server server(loop.get_executor(),
                                  {.host = {},
                                   .faults = {},
                                   .tls = link::TlsContext(link::TlsClient{}),
                                   .address = asio::ip::make_address(address),
                                   .port = port},
                                  {.note = [](const link::Note&) {}, .connection = [](unsigned) {}});
    } catch (const std::system_error& error) {
        said = error.what();
        return error.code();
    }
    return {};
}

}  // namespace

BOOST_DATA_TEST_CASE(a_port_that_is_taken_is_named_with_its_address, bdata::make({"127.0.0.1", "::1"}),
                     address) {
    asio::io_context loop;
    const tcp::acceptor taken(loop, {asio::ip::make_address(address), 0});
    const auto port = taken.local_endpoint().port();
    std::string said;
    BOOST_TEST((refusal(loop, address, port, said) == std::errc::address_in_use));
    const auto place = std::string(address) == "::1" ? "[::1]" : "127.0.0.1";
    BOOST_TEST(said == std::string("cannot listen on ") + place + ":" + std::to_string(port) +
                           ": Address already in use");
}

BOOST_AUTO_TEST_CASE(an_address_of_somebody_else_is_named) {
    asio::io_context loop;
    std::string said;
    BOOST_TEST((refusal(loop, "192.0.2.7", 33890, said) == std::errc::address_not_available));  // RFC 5737
    BOOST_TEST(said.starts_with("cannot listen on 192.0.2.7:33890: "), said);
}

// Who comes when all places are taken is reset at once, and one that is given back is there for the next.
BOOST_AUTO_TEST_CASE(one_too_many_is_refused_at_once) {
    asio::io_context loop;
    unsigned refused = 0;
    link::Server server(loop.get_executor(),
                        {.host = {},
                         .faults = {},
                         .tls = link::TlsContext(link::TlsClient{}),
                         .address = asio::ip::make_address("127.0.0.1"),
                         .most = 2},
                        {.note = [](const link::Note&) {},
                         .connection = [](unsigned) {},
                         .refused = [&](unsigned count) { refused += count; }});
    std::vector<tcp::socket> clients;
    const auto come = [&] {
        auto& client = clients.emplace_back(loop);
        client.connect({asio::ip::make_address("127.0.0.1"), server.port()});
    };
    const auto play_until = [&](const auto& true_now) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!true_now() && std::chrono::steady_clock::now() < end)
            loop.run_one_for(std::chrono::milliseconds(100));
        return true_now();
    };
    for (int i = 0; i < 3; ++i) come();
    BOOST_TEST(play_until([&] { return refused == 1; }));
    BOOST_TEST(server.open() == 2u);
    BOOST_TEST(server.losses().refused == 1u);
    std::array<char, 1> byte{};
    boost::system::error_code ends;
    clients.back().read_some(asio::buffer(byte), ends);
    BOOST_TEST((ends == asio::error::connection_reset));

    clients.front().close();
    BOOST_TEST(play_until([&] { return server.open() == 1; }));
    come();
    BOOST_TEST(play_until([&] { return server.open() == 2; }));
    BOOST_TEST(refused == 1u);
}

// What a client that is silent behind the Confirm costs the host: no TLS, no place to read into, and what is
// the same for all connections only once.
BOOST_AUTO_TEST_CASE(a_connection_that_waits_takes_little_memory) {
    using namespace std::chrono_literals;
    asio::io_context loop;
    link::Server server(
        loop.get_executor(),
        {.host = {},
         .faults = {},
         .tls = link::TlsContext(host::Tls{}, link::mint({}, "127.0.0.1", link::Clock::now())),
         .address = asio::ip::make_address("127.0.0.1")},
        {.note = [](const link::Note&) {}, .connection = [](unsigned) {}});
    const auto held = [] {
        return fuzz::kCountsMemory ? fuzz::held_memory() : std::size_t{::mallinfo2().uordblks};
    };
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(server.port());
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    constexpr std::array<std::uint8_t, 19> request{3, 0, 0, 19, 14, 0xe0, 0, 0, 0, 0,
                                                   0, 1, 0, 8,  0,  1,    0, 0, 0};
    std::vector<int> clients;
    const auto come = [&] {
        clients.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        BOOST_REQUIRE(::connect(clients.back(), reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0);
        BOOST_REQUIRE(::send(clients.back(), request.data(), request.size(), MSG_NOSIGNAL) == 19);
        std::array<char, 64> confirm{};
        for (int turns = 0; ::recv(clients.back(), confirm.data(), confirm.size(), MSG_DONTWAIT) <= 0;
             ++turns) {
            BOOST_REQUIRE(turns < 1000);
            loop.run_one_for(20ms);
        }
    };
    constexpr std::size_t most = 4096, many = 100;
    clients.reserve(2 * many);
    for (std::size_t i = 0; i < many; ++i) come();  // and whatever grows only once has grown
    const auto before = held();
    for (std::size_t i = 0; i < many; ++i) come();
    const auto each = (held() - before) / many;
    BOOST_TEST(each > 0u);
    BOOST_TEST(each <= most);
    for (const int client : clients) ::close(client);
}

BOOST_AUTO_TEST_SUITE_END()
