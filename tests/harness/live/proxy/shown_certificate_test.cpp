// Which certificate a client really sees, at a proxy that has several.
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include "harness/live/proxy/proxy.h"
#include "sim/link/mint.h"
#include "tests/golden.h"
#include "tests/harness/live/hosts.h"

BOOST_AUTO_TEST_SUITE(live_shown_certificate)

using namespace badrdp;
using namespace badrdp::harness;
using test::run_until;
using wire::Bytes;

namespace {

struct Certificates {
    Certificates() {
        link::TlsClient asks;
        asks.verify = false;
        ProxyOrder order{.name = "between",
                         .listens = {test::kLoopback, 0},
                         .to = {test::kLoopback, host.live().place().port}};
        order.plan.terminated =
            Terminated{.shown = {shown({.connection = 3}, third), shown({.name = "rdp1.example"}, by_name),
                                 shown({}, for_all)},
                       .asks = link::TlsContext(asks)};
        proxy.emplace(loop.get_executor(), std::move(order), [](const HostEvent&) {});
    }

    static link::Minted minted(unsigned generation) {
        return link::mint({}, "127.0.0.1", std::chrono::system_clock::now(), generation);
    }
    static Shown shown(ShownTo to, const link::Minted& minted) {
        return {
            .to = std::move(to), .context = link::TlsContext(host::Tls{}, minted), .text = "a certificate"};
    }

    // What a client meets who asks for this name, with its ClientHello cut in two.
    Bytes seen_by(const std::string& name) {
        boost::asio::ip::tcp::socket client(loop);
        client.connect({test::kLoopback, proxy->port()});
        client.set_option(boost::asio::ip::tcp::no_delay(true));
        // TLS is asked for [MS-RDPBCGR 2.2.1.1.1].
        boost::asio::write(client,
                           boost::asio::buffer(test::from_hex("030000130ee000000000000100080001000000")));
        Bytes confirm(19);
        BOOST_REQUIRE(run_until(loop, [&] { return client.available() >= confirm.size(); }));
        boost::asio::read(client, boost::asio::buffer(confirm));
        link::TlsClient asks;
        asks.verify = false;
        link::Tls tls(link::TlsContext(asks), name);
        tls.start();
        const auto hello = tls.take_output();
        boost::asio::write(client, boost::asio::buffer(hello.data(), 40));
        loop.restart();
        loop.poll();
        boost::asio::write(client, boost::asio::buffer(hello.data() + 40, hello.size() - 40));
        BOOST_REQUIRE(run_until(loop, [&] {
            Bytes in(client.available());
            boost::asio::read(client, boost::asio::buffer(in));
            tls.feed(in);
            const auto out = tls.take_output();
            boost::asio::write(client, boost::asio::buffer(out));
            return tls.finished();
        }));
        return tls.peer_certificate_der();
    }

    boost::asio::io_context loop;
    Hosts hosts{loop.get_executor(), [](const HostEvent&) {}};
    ChangingHost& host = hosts.make(test::spec_of("one"));
    link::Minted for_all = minted(1), by_name = minted(2), third = minted(3);
    std::optional<Proxy> proxy;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_client_sees_the_certificate_that_is_for_it) {
    Certificates with;
    BOOST_TEST((with.for_all.chain_der != with.by_name.chain_der));
    BOOST_TEST((with.seen_by("RDP1.example") == with.by_name.chain_der[0]));
    BOOST_TEST((with.seen_by("other.example") == with.for_all.chain_der[0]));
    BOOST_TEST((with.seen_by("rdp1.example") == with.third.chain_der[0]));  // the third to come
    BOOST_TEST((with.seen_by("") == with.for_all.chain_der[0]));
}

BOOST_AUTO_TEST_SUITE_END()
