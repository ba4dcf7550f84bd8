#include "sim/link/middlebox.h"

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>
#include <optional>

#include "sim/link/connector.h"
#include "sim/link/server.h"

BOOST_AUTO_TEST_SUITE(link_middlebox)

using namespace badrdp;
using namespace badrdp::link;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

const auto kHere = asio::ip::make_address("127.0.0.1");

host::Host honest(peer::Protocols accepts) {
    host::Host host;
    host.server.accepts = accepts;
    host.server.accounts = {{.name = "canary", .password = "sings"}};
    host.server.parting = {.how = peer::Parting::How::close, .delay = 0ms};
    return host;
}

// A host, a middlebox in front of it, and one client that comes through.
struct Street {
    asio::io_context loop{1};
    Minted hosts = mint({}, "127.0.0.1", std::chrono::system_clock::now());
    Minted boxs = mint({}, "127.0.0.1", std::chrono::system_clock::now(), 7);  // another key
    host::Host host;
    Transcript notes;  // of the host
    Connected seen;
    wire::Bytes shown;  // the certificate that the client saw
    std::uint16_t client_port = 0;
    unsigned intercepted = 0;

    explicit Street(peer::Protocols protocols) : host(honest(protocols)) {
        Server server(
            loop.get_executor(),
            {.host = host, .faults = {}, .tls = TlsContext(host.tls, hosts), .address = kHere, .port = 0},
            {.note = [this](const Note& note) { notes.push_back(note); }, .connection = [](unsigned) {}});
        Middlebox box(loop.get_executor(), {.certificate = TlsContext(host.tls, boxs),
                                            .host = {kHere, server.port()},
                                            .address = kHere,
                                            .port = 0});
        ConnectOrder to_box{.host = "127.0.0.1", .port = box.port(), .attempt = {}};
        to_box.attempt.choices.requests = protocols;
        to_box.attempt.choices.account = {.name = "canary", .password = "sings"};
        to_box.attempt.tls.verify = false;
        to_box.attempt.approve = [this](const Tls& tls) {
            shown = tls.peer_certificate_der();
            return std::optional<std::string>();
        };
        bool over = false;
        Connector connector(
            loop.get_executor(), std::move(to_box), [](const Note&) {},
            [&](Connected how) {
                seen = std::move(how);
                over = true;
            });
        while (!over) BOOST_REQUIRE(loop.run_one_for(10s) > 0);
        intercepted = box.intercepted();
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(who_accepts_its_certificate_reaches_the_host_behind_it) {
    const Street street(peer::Protocols::ssl);
    BOOST_REQUIRE(street.seen.ending.has_value());
    BOOST_TEST((street.seen.deepest == wire::Step::active));
    BOOST_TEST((street.shown == street.boxs.chain_der.at(0)));
    BOOST_TEST((street.shown != street.hosts.chain_der.at(0)));
    BOOST_TEST(street.intercepted == 1u);
}

BOOST_AUTO_TEST_CASE(nla_notices_that_the_key_is_not_the_hosts) {
    const Street street(peer::Protocols::ssl | peer::Protocols::hybrid);
    BOOST_REQUIRE(street.seen.ending.has_value());
    BOOST_TEST((street.seen.deepest < wire::Step::credssp_credentials));
    BOOST_TEST(street.intercepted == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
