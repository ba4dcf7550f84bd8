#include "harness/live/proxy/proxy.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include "harness/data/scenario/load.h"
#include "tests/golden.h"
#include "tests/harness/live/hosts.h"

BOOST_AUTO_TEST_SUITE(live_proxy)

using namespace badrdp;
using namespace badrdp::harness;
using namespace std::chrono_literals;
using boost::asio::ip::tcp;
using link::Ending;
using test::run_until;
using test::spec_of;

namespace {

fault::Fault fault_of(const std::string& text) {
    auto fault = parse_any_fault(text);
    BOOST_REQUIRE_MESSAGE(fault, text);
    BOOST_REQUIRE_MESSAGE(why_not_on_the_way(*fault).empty(), why_not_on_the_way(*fault));
    return *fault;
}

// A healthy host with a proxy in front of it.
struct Between {
    explicit Between(const std::vector<std::string>& faults = {}, std::size_t most = 1000)
        : host(hosts.make(spec_of("one"))) {
        ProxyOrder order{.name = "between",
                         .listens = {test::kLoopback, 0},
                         .to = {test::kLoopback, host.live().place().port},
                         .plan = {},
                         .most = most};
        for (const auto& text : faults) order.plan.faults.push_back(fault_of(text));
        proxy.emplace(loop.get_executor(), std::move(order),
                      [this](const HostEvent& note) { told.push_back(note); });
    }

    link::Connected connect() { return test::connect(loop, proxy->port()); }
    bool said(std::string_view text, unsigned connection = 1) const {
        return std::ranges::any_of(
            told, [&](const HostEvent& note) { return note.connection == connection && note.text == text; });
    }
    std::string all() const {
        std::string out;
        for (const auto& note : told) out += std::to_string(note.connection) + " " + note.text + "; ";
        return out;
    }

    boost::asio::io_context loop;
    Hosts hosts{loop.get_executor(), [](const HostEvent&) {}};
    ChangingHost& host;
    std::vector<HostEvent> told;
    std::optional<Proxy> proxy;
};

// A client and a server that speak no RDP, with a proxy in between.
struct Ends {
    explicit Ends(const std::string& fault = {}) {
        ProxyOrder order{.name = "between", .listens = {test::kLoopback, 0}, .to = listener.local_endpoint()};
        if (!fault.empty()) order.plan.faults.push_back(fault_of(fault));
        proxy.emplace(loop.get_executor(), std::move(order),
                      [this](const HostEvent& note) { told.push_back(note.text); });
        client.connect({test::kLoopback, proxy->port()});
        listener.async_accept(
            [this](boost::system::error_code, tcp::socket socket) { server = std::move(socket); });
        BOOST_REQUIRE(run_until(loop, [this] { return server.is_open() && proxy->open() == 1; }));
    }

    bool said(std::string_view text) const { return std::ranges::count(told, text) == 1; }
    void pass(tcp::socket& from, tcp::socket& to, const std::string& text) {
        boost::asio::write(from, boost::asio::buffer(text));
        BOOST_REQUIRE(run_until(loop, [&] { return to.available() >= text.size(); }));
        std::string seen(text.size(), ' ');
        to.read_some(boost::asio::buffer(seen));
        BOOST_TEST(seen == text);
    }

    boost::asio::io_context loop;
    tcp::acceptor listener{loop, {test::kLoopback, 0}};
    std::vector<std::string> told;
    tcp::socket client{loop};
    tcp::socket server{loop};
    std::optional<Proxy> proxy;
};

// No new descriptor is to be had while it lives; `open` is one that is.
class NoDescriptors {
public:
    explicit NoDescriptors(int open) {
        BOOST_REQUIRE(::getrlimit(RLIMIT_NOFILE, &before_) == 0);
        const int next = ::dup(open);  // the lowest that is free [POSIX dup()]
        BOOST_REQUIRE(next >= 0);
        ::close(next);
        const rlimit none{.rlim_cur = static_cast<rlim_t>(next), .rlim_max = before_.rlim_max};
        BOOST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
        BOOST_REQUIRE(::dup(open) == -1);
    }
    ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    NoDescriptors(const NoDescriptors&) = delete;
    NoDescriptors& operator=(const NoDescriptors&) = delete;

private:
    rlimit before_{};
};

Ending::Kind ending(const link::Connected& seen) {
    BOOST_REQUIRE(seen.ending.has_value());
    return seen.ending->kind;
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_honest_connection_passes_to_its_session) {
    Between between;
    const auto seen = between.connect();
    BOOST_TEST((seen.deepest == wire::Step::active));
    for (const auto* step : {"opened", "client x224_request", "server x224_confirm", "client client_hello",
                             "server server_flight", "client tls_finished"})
        BOOST_TEST(between.said(step), step << " in " << between.all());
    BOOST_TEST(run_until(between.loop, [&] { return between.proxy->open() == 0; }));
}

BOOST_AUTO_TEST_CASE(a_reset_meets_both_ends) {
    for (const auto* step : {"client_hello", "server_flight", "x224_confirm"}) {
        Between between({std::string("reset = \"") + step + "\""});
        const auto seen = between.connect();
        BOOST_TEST((ending(seen) == Ending::Kind::reset), step);
        BOOST_TEST(between.said(std::string("did: reset ") + step), between.all());
        BOOST_TEST(run_until(between.loop, [&] { return between.host.live().open() == 0; }));
    }
}

BOOST_AUTO_TEST_CASE(a_close_and_an_alert_are_told_apart) {
    Between closes({"close = \"client_hello\""});
    BOOST_TEST((ending(closes.connect()) == Ending::Kind::closed));
    Between alerts({"alert = \"server_flight\", description = 40"});
    BOOST_TEST((ending(alerts.connect()) == Ending::Kind::tls));
}

BOOST_AUTO_TEST_CASE(a_delay_and_a_drip_cost_time_and_nothing_else) {
    for (const auto* fault : {"delay = \"x224_confirm\", by = \"300ms\"",
                              "drip = \"server_flight\", bytes = 200, every = \"50ms\""}) {
        Between between({fault});
        const auto began = std::chrono::steady_clock::now();
        BOOST_TEST((between.connect().deepest == wire::Step::active), fault);
        BOOST_TEST((std::chrono::steady_clock::now() - began >= 200ms));
    }
}

BOOST_AUTO_TEST_CASE(silence_keeps_the_connection) {
    Between between({"silence = \"x224_confirm\""});
    tcp::socket client(between.loop);
    client.connect({test::kLoopback, between.proxy->port()});
    const auto request = test::golden("request-spec");
    boost::asio::write(client, boost::asio::buffer(request));
    BOOST_TEST(run_until(between.loop, [&] { return between.said("did: silence x224_confirm"); }));
    BOOST_TEST(between.proxy->open() == 1u);
    BOOST_TEST(client.available() == 0u);
    client.close();
    BOOST_TEST(run_until(between.loop, [&] { return between.said("client closed"); }), between.all());
}

// Whoever is silenced and leaves takes the connection along once the other end has gone, too.
BOOST_AUTO_TEST_CASE(two_ends_that_are_gone_leave_nothing) {
    Ends ends("silence = \"x224_request\"");
    const auto request = test::golden("request-spec");
    boost::asio::write(ends.client, boost::asio::buffer(request));
    BOOST_TEST(run_until(ends.loop, [&] { return ends.said("did: silence x224_request"); }));
    ends.client.close();
    BOOST_TEST(run_until(ends.loop, [&] { return ends.said("client closed"); }));
    BOOST_TEST(ends.proxy->open() == 1u);
    ends.server.close();
    BOOST_TEST(run_until(ends.loop, [&] { return ends.proxy->open() == 0; }));
}

// It says its last, and is gone while the server goes on: whether the proxy or the kernel passes that on.
BOOST_AUTO_TEST_CASE(a_client_that_leaves_while_the_server_talks_leaves_its_seat) {
    for (const bool spliced : {false, true}) {
        Ends ends;
        if (spliced) {
            ends.pass(ends.client, ends.server, "no RDP");
            ends.pass(ends.server, ends.client, "none either");
        }
        ends.client.shutdown(tcp::socket::shutdown_send);
        BOOST_TEST(run_until(ends.loop, [&] { return ends.said("client closed"); }));
        const std::vector<char> bytes(64u << 20, 'x');
        bool all = false;
        boost::asio::async_write(ends.server, boost::asio::buffer(bytes),
                                 [&](boost::system::error_code, std::size_t) { all = true; });
        ends.loop.restart();
        while (ends.loop.run_one_for(500ms) > 0 && !all) {
        }
        BOOST_TEST(!all);
        BOOST_TEST(ends.proxy->open() == 1u);
        ends.client.close();
        BOOST_TEST(run_until(ends.loop, [&] { return ends.proxy->open() == 0; }), "spliced " << spliced);
    }
}

BOOST_AUTO_TEST_CASE(a_connection_that_gets_no_pipe_passes_all_the_same) {
    Ends ends;
    ends.pass(ends.client, ends.server, "no RDP");
    const NoDescriptors none(ends.client.native_handle());
    for (const auto* word : {"none either", "still none"}) {
        ends.pass(ends.server, ends.client, word);
        ends.pass(ends.client, ends.server, word);
    }
    ends.client.shutdown(tcp::socket::shutdown_send);
    BOOST_TEST(run_until(ends.loop, [&] { return ends.said("client closed"); }));
    ends.server.close();
    BOOST_TEST(run_until(ends.loop, [&] { return ends.proxy->open() == 0; }));
}

BOOST_AUTO_TEST_CASE(the_connection_that_is_meant_is_bent_and_no_other) {
    Between between({"reset = \"client_hello\", connection = 2"});
    BOOST_TEST((between.connect().deepest == wire::Step::active));
    BOOST_TEST((ending(between.connect()) == Ending::Kind::reset));
    BOOST_TEST((between.connect().deepest == wire::Step::active));
}

BOOST_AUTO_TEST_CASE(a_server_that_is_not_there_is_named) {
    Between between;
    between.host.put(Obstacle::rejected);
    BOOST_TEST((ending(between.connect()) == Ending::Kind::reset));
    BOOST_TEST(between.all().contains("cannot be reached"), between.all());
}

BOOST_AUTO_TEST_CASE(one_too_many_is_reset) {
    Between between({}, 1);
    tcp::socket first(between.loop);
    first.connect({test::kLoopback, between.proxy->port()});
    BOOST_TEST(run_until(between.loop, [&] { return between.proxy->open() == 1; }));
    tcp::socket second(between.loop);  // it says nothing: no unread byte makes a RST of a close
    second.connect({test::kLoopback, between.proxy->port()});
    BOOST_TEST(
        run_until(between.loop, [&] { return between.said("refused: too many connections are open", 2); }));
    std::array<char, 1> byte{};
    boost::system::error_code ends;
    second.read_some(boost::asio::buffer(byte), ends);
    BOOST_TEST((ends == boost::asio::error::connection_reset));
}

// One end that sends, and another that does not read: neither is remembered without bound.
BOOST_AUTO_TEST_CASE(who_does_not_read_holds_the_other_up) {
    boost::asio::io_context loop;
    tcp::acceptor server(loop, {test::kLoopback, 0});
    const Proxy proxy(loop.get_executor(),
                      {.name = "between", .listens = {test::kLoopback, 0}, .to = server.local_endpoint()},
                      [](const HostEvent&) {});
    tcp::socket client(loop);
    client.connect({test::kLoopback, proxy.port()});
    std::optional<tcp::socket> reader;
    server.async_accept([&](boost::system::error_code, tcp::socket socket) { reader = std::move(socket); });
    BOOST_TEST_REQUIRE(run_until(loop, [&] { return reader.has_value(); }));
    std::vector<char> bytes(64u << 20);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 31 ^ i >> 12);
    std::size_t sent = 0;
    bool all = false;
    boost::asio::async_write(client, boost::asio::buffer(bytes),
                             [&](boost::system::error_code, std::size_t) { all = true; });
    // Until nothing moves: the kernel's buffers and ours are full.
    while (loop.run_one_for(500ms) > 0 && !all) {
    }
    BOOST_TEST(!all);
    std::vector<char> some(1u << 20);
    while (!all || sent < bytes.size()) {
        boost::system::error_code none;
        reader->non_blocking(true);
        const auto size = reader->read_some(boost::asio::buffer(some), none);
        BOOST_TEST_REQUIRE(std::equal(some.begin(), some.begin() + static_cast<std::ptrdiff_t>(size),
                                      bytes.begin() + static_cast<std::ptrdiff_t>(sent)));
        sent += size;
        if (loop.run_one_for(5s) == 0 && none) break;
    }
    BOOST_TEST(sent == bytes.size());
}

BOOST_AUTO_TEST_CASE(what_only_a_sender_can_do_is_refused) {
    const auto why = [](const std::string& text) {
        auto fault = parse_host_fault(text);
        BOOST_REQUIRE_MESSAGE(fault, text);
        return why_not_on_the_way(*fault);
    };
    BOOST_TEST(why("say = \"heartbeat\", at = \"client_info\"").starts_with("'say' makes a message"));
    BOOST_TEST(why("set = \"mcs_connect_response.tpkt.length\", to = 3").starts_with("fields of 'mcs"));
    BOOST_TEST(why_not_on_the_way(*parse_host_fault("set = \"mcs_connect_response.tpkt.length\", to = 3"),
                                  true) == "");
    BOOST_TEST(why("truncate = \"mcs_connect_response\", keep = 3").starts_with("'truncate' makes another"));
    BOOST_TEST(why("reset = \"demand_active\"").starts_with("'demand_active' passes inside TLS"));
    BOOST_TEST(why("reset = \"tcp_accept\"").starts_with("at 'tcp_accept' nothing has passed"));
    for (const auto* can : {"reset = \"server_flight\"", "set = \"x224_confirm.tpkt.length\", to = 3",
                            "reset = \"mcs_connect_response\"", "omit = \"attach_user_confirm\""})
        BOOST_TEST(why(can) == "", can);
}

BOOST_AUTO_TEST_SUITE_END()
