#include "sim/link/server.h"

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <system_error>
#include <vector>

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

BOOST_AUTO_TEST_SUITE_END()
