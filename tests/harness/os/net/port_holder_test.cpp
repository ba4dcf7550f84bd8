#include "harness/os/net/port_holder.h"

#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(os_port_holder)

using namespace badrdp::harness;
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

const auto kHere = asio::ip::make_address("127.0.0.1");

// As Linux 6.1 prints it: one that listens on 3389, a connection of it, one that listens on another port.
constexpr const char* kTable =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
    "   0: 0100007F:0D3D 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 41 1 0 100\n"
    "   1: 0100007F:0D3D 0100007F:A2C4 01 00000000:00000000 00:00000000 00000000     0        0 42 1 0 20\n"
    "   2: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 43 1 0 100\n";
constexpr const char* kTable6 =
    "  sl  local_address                         remote_address                        st tx_queue\n"
    "   0: 00000000000000000000000000000000:0D3D 00000000000000000000000000000000:0000 0A "
    "00000000:00000000 00:00000000 00000000     0        0 44 1 0 100\n";

}  // namespace

BOOST_AUTO_TEST_CASE(only_a_socket_that_listens_on_the_port_counts) {
    BOOST_TEST(listeners_on(kTable, kHere, 3389) == std::vector<std::uint64_t>{41},
               boost::test_tools::per_element());
    BOOST_TEST(listeners_on(kTable, kHere, 22) == std::vector<std::uint64_t>{43},
               boost::test_tools::per_element());
    BOOST_TEST(listeners_on(kTable6, kHere, 3389) == std::vector<std::uint64_t>{44},
               boost::test_tools::per_element());
    BOOST_TEST(listeners_on(kTable, kHere, 3390).empty());
}

BOOST_AUTO_TEST_CASE(a_listener_on_another_address_is_in_nobodys_way) {
    const auto listeners = [](const char* table, const char* address) {
        return listeners_on(table, asio::ip::make_address(address), 3389).size();
    };
    BOOST_TEST(listeners(kTable, "127.0.0.2") == 0U);
    BOOST_TEST(listeners(kTable, "0.0.0.0") == 1U);
    BOOST_TEST(listeners(kTable6, "127.0.0.2") == 1U);  // on any, and so on this one
    BOOST_TEST(listeners(kTable, "::1") == 0U);
}

BOOST_AUTO_TEST_CASE(what_is_no_row_of_the_table_is_left_out) {
    for (const auto* text : {"", "\n\n", "0: x 1 0A", "0: 0100007F 0 0A a b c d e 41",
                             "0: 0100007F:0D3D 0 0A a b c d e x", "0: 0100007F:0D3D0 0 0A a b c d e 41"})
        BOOST_TEST(listeners_on(text, kHere, 3389).empty(), text);
}

BOOST_AUTO_TEST_CASE(this_process_is_found_by_the_port_that_it_listens_on) {
    asio::io_context loop;
    tcp::acceptor listener(loop, {asio::ip::make_address("127.0.0.1"), 0});
    const auto port = listener.local_endpoint().port();
    BOOST_TEST(port_holder(kHere, port) == "test_os (pid " + std::to_string(::getpid()) + ")");
    listener.close();
    BOOST_TEST(port_holder(kHere, port) == "");
}

BOOST_AUTO_TEST_SUITE_END()
