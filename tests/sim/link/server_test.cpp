#include "sim/link/server.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <system_error>

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

BOOST_AUTO_TEST_SUITE_END()
