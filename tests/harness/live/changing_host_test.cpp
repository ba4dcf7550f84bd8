#include "harness/live/changing_host.h"

#include <boost/test/unit_test.hpp>

#include "harness/data/scenario/apply_settings.h"
#include "harness/data/scenario/load.h"
#include "harness/os/usage_error.h"
#include "tests/harness/live/hosts.h"

BOOST_AUTO_TEST_SUITE(live_changing_host)

using namespace badrdp;
using namespace badrdp::harness;
using link::Connected;
using link::Ending;
using test::connect;
using test::LiveClient;
using test::run_until;
using test::spec_of;

namespace {

struct Live {
    boost::asio::io_context loop;
    std::vector<HostEvent> events;
    Hosts hosts{loop.get_executor(), [this](const HostEvent& event) { events.push_back(event); }};

    std::size_t count(std::string_view kind) const {
        return static_cast<std::size_t>(std::ranges::count(events, kind, &HostEvent::kind));
    }
};

fault::Fault fault_of(const std::string& text) {
    const auto fault = parse_host_fault(text);
    BOOST_REQUIRE_MESSAGE(fault, text);
    return *fault;
}

std::uint16_t port_of(const ChangingHost& host) { return host.live().place().port; }

Scenario with_settings() {
    Scenario scenario;
    auto settings = host::defaults_of(host::Persona::server_2019);
    settings.UserAuthentication = false;
    start_from(scenario, settings);
    return scenario;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_fault_bends_new_connections_until_it_is_lifted) {
    Live live;
    auto& host = live.hosts.make(spec_of("one"));
    BOOST_TEST((connect(live.loop, port_of(host)).deepest == wire::Step::active));
    const auto number = host.add(fault_of("reset = \"x224_request\""));
    BOOST_TEST((connect(live.loop, port_of(host)).ending.value().kind == Ending::Kind::reset));
    BOOST_TEST(host.lift(number));
    BOOST_TEST(!host.lift(number));
    BOOST_TEST((connect(live.loop, port_of(host)).deepest == wire::Step::active));
}

BOOST_AUTO_TEST_CASE(a_setting_leads_to_what_the_model_says) {
    Live live;
    auto& host = live.hosts.make(spec_of("one", with_settings()));
    BOOST_TEST((connect(live.loop, port_of(host)).deepest == wire::Step::active));
    host.set({{"TermService", "stopped"}});  // nobody listens then
    BOOST_TEST((connect(live.loop, port_of(host)).failed_before == Connected::Before::refused));
    BOOST_CHECK_THROW(host.set({{"TermService", "running"}, {"TermServise", "running"}}), UsageError);
    BOOST_TEST((connect(live.loop, port_of(host)).failed_before == Connected::Before::refused));
    host.reset();
    BOOST_TEST((connect(live.loop, port_of(host)).deepest == wire::Step::active));
    auto& plain = live.hosts.make(spec_of("two"));
    BOOST_CHECK_THROW(plain.set({{"TermService", "stopped"}}), UsageError);
}

BOOST_AUTO_TEST_CASE(an_obstacle_stands_in_front_until_it_is_lifted) {
    Live live;
    auto& host = live.hosts.make(spec_of("one"));
    host.put(Obstacle::rejected);
    BOOST_TEST((connect(live.loop, port_of(host)).failed_before == Connected::Before::refused));
    host.put(Obstacle::none);
    BOOST_TEST((connect(live.loop, port_of(host)).deepest == wire::Step::active));
}

BOOST_AUTO_TEST_CASE(a_connection_that_is_open_goes_on_as_it_began) {
    Live live;
    auto& host = live.hosts.make(spec_of("one"));
    host.hold(wire::Step::x224_confirm, true);
    const LiveClient client(live.loop, port_of(host));
    BOOST_REQUIRE(run_until(live.loop, [&] { return !host.live().held().empty(); }));
    host.add(fault_of("reset = \"client_hello\""));
    BOOST_TEST(live.events.back().text.ends_with("; 1 open connections go on as they began"));
    const auto held = host.live().held().front();
    BOOST_TEST(host.go_on(held.connection, {}).value() == 0U);
    BOOST_REQUIRE(run_until(live.loop, [&] { return client.over(); }));
    BOOST_TEST(client.active());
    host.hold(wire::Step::x224_confirm, false);
    BOOST_TEST((connect(live.loop, port_of(host)).ending.value().kind == Ending::Kind::reset));
}

// A Confirm of 19 bytes [MS-RDPBCGR 2.2.1.2], with a TPKT that is said to be shorter than its own header.
BOOST_AUTO_TEST_CASE(a_message_that_waits_can_be_looked_at_and_edited) {
    Live live;
    auto& host = live.hosts.make(spec_of("one"));
    host.hold(wire::Step::x224_confirm, true);
    BOOST_CHECK_THROW(host.hold(wire::Step::client_hello, true), UsageError);
    const LiveClient client(live.loop, port_of(host));
    BOOST_REQUIRE(run_until(live.loop, [&] { return !host.live().held().empty(); }));
    const auto held = host.live().held().front();
    BOOST_TEST((held.step == wire::Step::x224_confirm));
    BOOST_TEST(held.bytes.size() == 19U);
    BOOST_TEST(std::ranges::count(held.fields, "tpkt.length", &wire::FieldSpan::name) == 1);
    const std::array edits{fault::at(wire::Step::x224_confirm, fault::SetField{"tpkt.length", 3})};
    BOOST_TEST(host.go_on(held.connection, edits).value() == 1U);
    BOOST_TEST(!host.go_on(held.connection, edits));
    BOOST_REQUIRE(run_until(live.loop, [&] { return client.over(); }));
    BOOST_TEST((client.seen().ending.value().kind == Ending::Kind::protocol));
}

BOOST_AUTO_TEST_CASE(what_the_client_says_while_a_message_waits_is_heard_in_its_turn) {
    Live live;
    auto& host = live.hosts.make(spec_of("one"));
    for (const auto step :
         {wire::Step::x224_confirm, wire::Step::mcs_connect_response, wire::Step::demand_active})
        host.hold(step, true);
    const LiveClient client(live.loop, port_of(host));
    BOOST_TEST(run_until(live.loop, [&] {
        for (const auto& held : host.live().held()) host.go_on(held.connection, {});
        return client.over();
    }));
    BOOST_TEST(client.active());
    BOOST_TEST(
        std::ranges::count_if(live.events, [](const auto& e) { return e.text.ends_with(" is held"); }) == 3);
}

BOOST_AUTO_TEST_CASE(a_client_that_goes_while_its_message_waits_leaves_nothing) {
    Live live;
    auto& host = live.hosts.make(spec_of("one"));
    host.hold(wire::Step::x224_confirm, true);
    {
        const LiveClient client(live.loop, port_of(host));
        BOOST_REQUIRE(run_until(live.loop, [&] { return !host.live().held().empty(); }));
    }
    BOOST_TEST(run_until(live.loop, [&] { return host.live().open() == 0; }));
    BOOST_TEST(host.live().held().empty());
}

// Clients come one after the other while the host is changed under them, 25 times for each.
BOOST_AUTO_TEST_CASE(a_thousand_changes_lose_no_client) {
    Live live;
    auto& host = live.hosts.make(spec_of("one", with_settings()));
    const auto split = fault_of("split = \"x224_confirm\", at = 5");
    std::vector<std::unique_ptr<LiveClient>> clients;
    unsigned changes = 0, active = 0, lost = 0;
    const bool all = run_until(
        live.loop,
        [&] {
            for (auto& client : clients) {
                if (client->over()) {
                    ++(client->active() ? active : lost);
                    client.reset();
                }
            }
            std::erase(clients, nullptr);
            if (changes < 1000 && clients.size() < 4)
                clients.push_back(std::make_unique<LiveClient>(live.loop, port_of(host)));
            if (changes < 1000 && changes < 25 * (active + lost + 1)) {
                switch (++changes % 4) {
                    case 0: host.lift(host.add(split)); break;
                    case 1: host.set({{"MinEncryptionLevel", "high"}}); break;
                    case 2: host.set({{"MinEncryptionLevel", "low"}}); break;
                    default: host.put(Obstacle::none);
                }
            }
            return changes == 1000 && clients.empty();
        },
        std::chrono::seconds(60));
    BOOST_TEST(all);
    BOOST_TEST(lost == 0U);
    BOOST_TEST(active >= 39U);
    BOOST_TEST(live.count("changed") >= 1000U);
}

BOOST_AUTO_TEST_CASE(hosts_have_names_that_are_alone) {
    Live live;
    live.hosts.make(spec_of("one"));
    BOOST_CHECK_THROW(live.hosts.make(spec_of("one")), UsageError);
    BOOST_CHECK_THROW(live.hosts.make(spec_of("")), UsageError);
    BOOST_TEST(live.hosts.find("one") != nullptr);
    BOOST_TEST(live.hosts.remove("one"));
    BOOST_TEST(!live.hosts.remove("one"));
    BOOST_TEST(live.hosts.find("one") == nullptr);
}

BOOST_AUTO_TEST_CASE(a_place_that_is_taken_is_told_with_its_holder) {
    Live live;
    const auto port = port_of(live.hosts.make(spec_of("one")));
    auto second = spec_of("two");
    second.place.port = port;
    BOOST_CHECK_EXCEPTION(live.hosts.make(second), std::runtime_error, [&](const std::runtime_error& error) {
        const std::string said = error.what();
        return said.starts_with("cannot listen on 127.0.0.1:" + std::to_string(port)) &&
               said.contains("by test_live (pid ") && said.contains("--port");
    });
}

BOOST_AUTO_TEST_SUITE_END()
