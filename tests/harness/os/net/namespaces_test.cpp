#include "harness/os/net/namespaces.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <csignal>

#include "capture/recorder.h"
#include "harness/os/net/tap.h"
#include "tests/harness/os/net/available.h"
#include "tests/harness/os/net/veth.h"

BOOST_AUTO_TEST_SUITE(harness_net_namespaces)

using namespace badrdp::harness;
using boost::unit_test::precondition;
namespace asio = boost::asio;
using asio::ip::tcp;
using test::interfaces;
using test::namespaces;

namespace {

// As a command does, before the first thread of this binary.
struct Claimed {
    Claimed() { claim_namespaces(); }
};
BOOST_TEST_GLOBAL_FIXTURE(Claimed);

ino_t this_threads_network() {
    struct stat about {};
    BOOST_REQUIRE_EQUAL(::stat("/proc/thread-self/ns/net", &about), 0);
    return about.st_ino;
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_missing_is_said_in_one_line) {
    BOOST_TEST_MESSAGE("namespaces: " << (why_no_namespaces().empty() ? "yes" : why_no_namespaces()));
    BOOST_TEST(std::ranges::count(why_no_namespaces(), '\n') == 0);
}

BOOST_AUTO_TEST_CASE(is_a_network_of_its_own_with_nothing_but_lo, *precondition(namespaces)) {
    const auto home = this_threads_network();
    const NetNamespace there;
    BOOST_TEST(this_threads_network() == home);
    {
        const Inside inside(there);
        BOOST_TEST(this_threads_network() != home);
        BOOST_TEST(interfaces() == std::vector<std::string>{"lo"}, boost::test_tools::per_element());
    }
    BOOST_TEST(this_threads_network() == home);
}

BOOST_AUTO_TEST_CASE(carries_tcp_on_a_port_that_another_has_too, *precondition(namespaces)) {
    const NetNamespace one, other;
    asio::io_context io;
    const tcp::endpoint here(asio::ip::make_address("127.0.0.1"), 3389);
    const auto listen = [&](const NetNamespace& there) {
        const Inside inside(there);
        return tcp::acceptor(io, here);
    };
    auto first = listen(one);
    auto second = listen(other);
    tcp::socket client(io);
    {
        const Inside inside(other);
        client.connect(here);
    }
    auto server = second.accept();
    asio::write(client, asio::buffer("x", 1));
    char byte = 0;
    asio::read(server, asio::buffer(&byte, 1));
    BOOST_TEST(byte == 'x');
    first.non_blocking(true);
    boost::system::error_code nobody;
    first.accept(nobody);
    BOOST_TEST(nobody == asio::error::would_block);
}

BOOST_AUTO_TEST_CASE(who_may_make_networks_may_capture_on_lo, *precondition(namespaces)) {
    BOOST_TEST(badrdp::capture::why_not_capture("lo") == "");
}

// A veth pair whose other end the child's namespace holds: it goes when that namespace does, and only then.
BOOST_AUTO_TEST_CASE(nothing_is_left_of_a_process_that_is_killed, *precondition(namespaces)) {
    const NetNamespace witness;
    auto ready = make_pipe();
    const auto child = ::fork();
    BOOST_REQUIRE(child >= 0);
    if (child == 0) {
        try {
            const NetNamespace client, server;
            const Tap taps[]{{client, client_tap()}, {server, server_tap()}};
            test::make_veth(witness, client, "veth0");
            test::make_veth(witness, server, "veth1");
            if (::write(ready.write.get(), "r", 1) == 1) ::pause();
        } catch (const std::exception& error) {
            std::fputs(error.what(), stderr);
        }
        ::_exit(1);
    }
    ready.write.reset();
    char byte = 0;
    const bool made = ::read(ready.read.get(), &byte, 1) == 1;

    ::kill(child, SIGKILL);
    BOOST_TEST(::waitpid(child, nullptr, 0) == child);
    BOOST_REQUIRE(made);
    BOOST_TEST(test::others_are_gone(witness));
}

BOOST_AUTO_TEST_SUITE_END()
