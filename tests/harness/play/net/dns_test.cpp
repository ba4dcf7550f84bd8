#include "harness/play/net/dns.h"

#include <fmt/core.h>
#include <sys/socket.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "harness/os/net/tap.h"
#include "harness/os/sandbox/process_end.h"
#include "tests/capture/tshark.h"
#include "tests/golden.h"
#include "tests/harness/os/net/available.h"
#include "tests/harness/os/sandbox/play.h"

namespace badrdp::dns_tests {

namespace {

using namespace badrdp::harness;
using namespace badrdp::harness::test;
using namespace std::chrono_literals;
using Answer = Names::Answer;
using Lines = std::vector<std::string>;
using boost::asio::ip::udp;
using boost::test_tools::per_element;
namespace utf = boost::unit_test;
namespace bdata = boost::unit_test::data;

Fd socket_in(const NetNamespace& there) {
    const Inside inside(there);
    return name_socket();
}

// A network as a client has it, with a name server, a tap whose wire nobody holds, and a program in it.
struct Asking {
    explicit Asking(Names names)
        : server(loop.get_executor(), socket_in(network), std::move(names),
                 [this](const std::string& line) { record.push_back(line); }) {}

    ProcessEnd play(const std::string& script) {
        auto order = shell(folder, script);
        order.net_namespace = network.fd();
        order.resolv_conf =
            folder.write("resolv.conf", std::string(kResolvConf) + "options timeout:1 attempts:1\n");
        std::optional<ProcessEnd> end;
        const Sandbox sandbox(loop.get_executor(), order, [&](ProcessEnd how) { end = std::move(how); });
        run_until(loop, [&] { return end.has_value(); });
        BOOST_REQUIRE(end);
        std::ranges::sort(record);
        return *end;
    }

    TempFolder folder;
    boost::asio::io_context loop;
    NetNamespace network;
    Tap tap{network, client_tap()};
    Lines record;
    NameServer server;
};

struct Row {
    Answer answer;
    std::string_view output;  // of getent, which has sorted them
    Lines record;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << name(row.answer); }

Lines both(const std::string& said) { return {"A rdp-host.test: " + said, "AAAA rdp-host.test: " + said}; }

const std::vector<Row> kRows{
    {Answer::correct,
     "2001:2::1 198.18.0.1 0",
     {"A rdp-host.test: 198.18.0.1", "AAAA rdp-host.test: 2001:2::1"}},
    {Answer::nxdomain, "2", both("NXDOMAIN")},
    {Answer::servfail, "2", both("SERVFAIL")},
    {Answer::silence, "2", both("silence")},
    {Answer::refused, "2", both("REFUSED")},
    {Answer::wrong_address,
     "2001:2::66 198.18.0.66 0",
     {"A rdp-host.test: 198.18.0.66", "AAAA rdp-host.test: 2001:2::66"}},
    {Answer::dead_ipv6_first,
     "2001:2::66 198.18.0.1 0",
     {"A rdp-host.test: 198.18.0.1", "AAAA rdp-host.test: 2001:2::66"}},
    {Answer::dead_ipv4_first,
     "198.18.0.3 198.18.0.1 0",
     {"A rdp-host.test: 198.18.0.3, 198.18.0.1", "AAAA rdp-host.test: no data"}},
    {Answer::empty, "2", both("no data")},
};

constexpr const char* kGetent =
    "found=$(getent ahosts rdp-host.test); status=$?\n"
    "echo $(echo \"$found\" | sed -n 's/ *STREAM.*//p') $status";

}  // namespace

BOOST_AUTO_TEST_SUITE(harness_net_dns)

BOOST_AUTO_TEST_CASE(serves_one_query_after_the_other_and_says_so) {
    boost::asio::io_context loop;
    Lines record;
    auto socket = name_socket(0);
    sockaddr_in at{};
    socklen_t size = sizeof at;
    BOOST_REQUIRE_EQUAL(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&at), &size), 0);
    const NameServer server(loop.get_executor(), std::move(socket), {},
                            [&](const std::string& line) { record.push_back(line); });
    udp::socket client(loop, udp::v4());
    client.connect({boost::asio::ip::address_v4::loopback(), ntohs(at.sin_port)});
    for (const auto* query : {"dns-query-glibc-a", "dns-query-dig-ptr"})
        client.send(boost::asio::buffer(badrdp::test::golden(query)));
    client.send(boost::asio::buffer("", 0));
    client.send(boost::asio::buffer(std::string(65'507, '\x01')));
    BOOST_TEST(run_until(loop, [&] { return record.size() == 4; }));
    BOOST_TEST(record == (Lines{"A rdp-host.test: 198.18.0.1", "PTR 1.0.18.198.in-addr.arpa: NXDOMAIN",
                                "no query: silence",
                                "no query (dns.QNAME: longer than a name may be (byte 12)): FORMERR"}),
               per_element());
    client.non_blocking(true);
    std::array<char, 512> reply{};
    boost::system::error_code none;
    BOOST_TEST(client.receive(boost::asio::buffer(reply), 0, none) == 60u);
    BOOST_TEST(client.receive(boost::asio::buffer(reply), 0, none) == 52u);
    BOOST_TEST(client.receive(boost::asio::buffer(reply), 0, none) == 12u);
    BOOST_TEST(client.receive(boost::asio::buffer(reply), 0, none) == 0u);
}

BOOST_AUTO_TEST_CASE(a_port_that_is_taken_is_named) {
    auto first = name_socket(0);
    sockaddr_in at{};
    socklen_t size = sizeof at;
    BOOST_REQUIRE_EQUAL(::getsockname(first.get(), reinterpret_cast<sockaddr*>(&at), &size), 0);
    BOOST_CHECK_EXCEPTION(name_socket(ntohs(at.sin_port)), std::system_error, [](const auto& e) {
        return std::string_view(e.what()).find("cannot serve names at 127.0.0.1:") == 0;
    });
}

BOOST_AUTO_TEST_SUITE(in_a_network_of_its_own, *utf::precondition(namespaces))

// What a real resolver makes of each answer.
BOOST_DATA_TEST_CASE(glibc_finds_what_it_is_told, bdata::make(kRows), row) {
    Asking asking({.answer = row.answer});
    const auto end = asking.play(kGetent);
    BOOST_TEST(end.output == std::string(row.output) + "\n");
    BOOST_TEST(asking.record == row.record, per_element());
    BOOST_TEST_MESSAGE(fmt::format("getent, {}: {} ms", name(row.answer), end.took.count()));
    if (row.answer == Answer::silence) BOOST_TEST(end.took.count() > 900);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::dns_tests
