#include "harness/live/proxy/changing_proxy.h"

#include <algorithm>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include "capture/timeline.h"
#include "harness/data/scenario/load.h"
#include "harness/os/usage_error.h"
#include "harness/play/net/own_record.h"
#include "sim/link/mint.h"
#include "sim/link/tls.h"
#include "tests/golden.h"
#include "tests/harness/live/hosts.h"
#include "tests/root.h"

BOOST_AUTO_TEST_SUITE(live_changing_proxy)

using namespace badrdp;
using namespace badrdp::harness;
using namespace std::chrono_literals;
using link::Ending;
using test::LiveClient;
using test::run_until;
using test::spec_of;
using wire::Step;

namespace {

fault::Fault fault_of(const std::string& text) {
    auto fault = parse_any_fault(text);
    BOOST_REQUIRE_MESSAGE(fault, text);
    return *fault;
}

Scenario with_nla() {
    const auto root = std::filesystem::path(test::kProject) / "scenarios";
    return load_scenario(root / "healthy/nla.toml", root).scenarios.at(0);
}

struct Changing {
    explicit Changing(ProxyPlan plan = {}, Scenario scenario = {})
        : host(hosts.make(spec_of("one", std::move(scenario)))) {
        proxy = &proxies.make({.name = "between",
                               .listens = {test::kLoopback, 0},
                               .to = {test::kLoopback, host.live().place().port},
                               .plan = std::move(plan),
                               .witness = [this](const link::SocketEvent& event) { record.take(event); }});
    }

    std::uint16_t port() const { return proxy->live().port(); }
    link::Connected connect(const std::string& security = "tls") {
        return test::connect(loop, port(), security);
    }
    bool said(std::string_view text) const {
        return std::ranges::any_of(events, [&](const HostEvent& event) { return event.text.contains(text); });
    }
    std::string all() const {
        std::string out;
        for (const auto& event : events) out += event.text + "; ";
        return out;
    }

    boost::asio::io_context loop;
    std::string at_host;
    Hosts hosts{loop.get_executor(), [this](const HostEvent& event) {
                    if (event.kind == "step") at_host += event.step + " ";
                }};
    ChangingHost& host;
    std::vector<HostEvent> events;
    OwnRecord record{3389};
    Proxies proxies{loop.get_executor(), [this](const HostEvent& event) { events.push_back(event); }};
    ChangingProxy* proxy = nullptr;
};

// What is looked for in the answer of one that is no RDP host at all.
Ending::Kind kind_of(const link::Connected& seen) {
    BOOST_REQUIRE(seen.ending.has_value());
    return seen.ending->kind;
}

ProxyPlan opened_plan() {
    // Another key than the host's, which mint() would share.
    const auto minted = link::mint({}, "127.0.0.1", std::chrono::system_clock::now(), 1);
    link::TlsClient asks;
    asks.verify = false;
    ProxyPlan plan;
    plan.terminated =
        Terminated{.shown = {{.context = link::TlsContext(host::Tls{}, minted), .text = "ours"}},
                   .asks = link::TlsContext(asks)};
    return plan;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_fault_meets_new_connections_until_it_is_lifted) {
    Changing changing;
    BOOST_TEST((changing.connect().deepest == Step::active));
    const auto number = changing.proxy->add(fault_of("reset = \"client_hello\""));
    BOOST_TEST((kind_of(changing.connect()) == Ending::Kind::reset));
    BOOST_TEST(changing.proxy->lift_fault(number));
    BOOST_TEST(!changing.proxy->lift_fault(number));
    BOOST_TEST((changing.connect().deepest == Step::active));
    BOOST_CHECK_THROW(changing.proxy->add(fault_of("reset = \"demand_active\"")), UsageError);
}

BOOST_AUTO_TEST_CASE(what_is_negotiated_is_edited_on_its_way) {
    Changing changing;
    const auto number = changing.proxy->add(parse_edit("failureCode=5"));
    const auto seen = changing.connect();
    BOOST_TEST((kind_of(seen) == Ending::Kind::security));
    BOOST_TEST(seen.ending->why.contains("HYBRID_REQUIRED_BY_SERVER"), seen.ending->why);
    BOOST_TEST(changing.said("did: failureCode=5"), changing.all());
    BOOST_TEST(changing.proxy->lift_edit(number));
    changing.proxy->add(parse_edit("failureCode=5 connection=7"));
    BOOST_TEST((changing.connect().deepest == Step::active));
}

BOOST_AUTO_TEST_CASE(a_held_message_is_shown_by_its_fields_and_goes_on_as_it_is_told) {
    Changing changing;
    changing.proxy->hold(Step::x224_confirm, true);
    const LiveClient client(changing.loop, changing.port());
    BOOST_REQUIRE(run_until(changing.loop, [&] { return !changing.proxy->live().held().empty(); }));
    const auto held = changing.proxy->live().held().at(0);
    BOOST_TEST((held.step == Step::x224_confirm && held.bytes.size() == 19u));
    const auto field = std::ranges::find(held.fields, "rdpNegRsp.selectedProtocol", &wire::FieldSpan::name);
    BOOST_REQUIRE(field != held.fields.end());
    BOOST_TEST(held.bytes[field->at] == 1u);  // SSL [MS-RDPBCGR 2.2.1.2.1]
    BOOST_TEST(!changing.proxy->go_on(7, {}, nullptr));
    const std::vector edits{fault::at(Step::x224_confirm, fault::SetField{"tpkt.length", 3})};
    BOOST_TEST(changing.proxy->go_on(1, edits, nullptr).value_or(0) == 1u);
    BOOST_REQUIRE(run_until(changing.loop, [&] { return client.over(); }));
    BOOST_TEST(client.seen().ending.value().why.contains("tpkt.length"), client.seen().ending->why);
    changing.proxy->hold(Step::x224_confirm, false);
    BOOST_TEST((changing.connect().deepest == Step::active));
    BOOST_CHECK_THROW(changing.proxy->hold(Step::demand_active, true), UsageError);
}

BOOST_AUTO_TEST_CASE(a_message_inside_tls_is_held_by_its_size) {
    Changing changing;
    changing.proxy->hold(Step::attach_user_request, true);
    const LiveClient client(changing.loop, changing.port());
    BOOST_REQUIRE(run_until(changing.loop, [&] { return !changing.proxy->live().held().empty(); }));
    BOOST_TEST(!changing.at_host.contains("attach_user_request"), changing.at_host);
    BOOST_TEST(changing.proxy->go_on(1, {}, nullptr).value_or(7) == 0u);
    BOOST_REQUIRE(run_until(changing.loop, [&] { return client.over(); }));
    BOOST_TEST(client.active());
}

// The host says what really passed.
BOOST_AUTO_TEST_CASE(what_is_told_by_size_is_what_the_host_hears) {
    for (const auto* security : {"tls", "nla"}) {
        Changing changing({}, security == std::string("tls") ? Scenario{} : with_nla());
        BOOST_TEST((changing.connect(security).deepest == Step::active));
        for (const auto& event : changing.events)
            if (event.kind == "step") BOOST_TEST(changing.at_host.contains(event.step + " "), event.step);
        for (const auto* step :
             {"mcs_connect_initial", "erect_domain", "attach_user_request", "attach_user_confirm",
              "channel_join_request", "channel_join_confirm", "client_info"})
            BOOST_TEST(changing.said(std::string(step) + " (by its size)"), step << " in " << changing.all());
    }
}

BOOST_AUTO_TEST_CASE(a_message_inside_tls_is_dropped_and_a_connection_reset_by_its_size) {
    Changing changing;
    changing.proxy->add(fault_of("reset = \"attach_user_confirm\""));
    BOOST_TEST((kind_of(changing.connect()) == Ending::Kind::reset));
    BOOST_TEST(changing.said("did: reset attach_user_confirm"), changing.all());
    changing.proxy->reset();
    // TLS notices that a record is missing [RFC 8446 5.2].
    changing.proxy->add(fault_of("omit = \"attach_user_request\""));
    BOOST_TEST((changing.connect().deepest < Step::attach_user_confirm));
    BOOST_TEST(changing.said("did: omit attach_user_request"), changing.all());
}

BOOST_AUTO_TEST_CASE(opened_tls_shows_every_step_and_is_bent_inside) {
    Changing changing(opened_plan());
    BOOST_TEST((changing.connect().deepest == Step::active), changing.all());
    for (const auto* step :
         {"TLS is opened here", "server server_flight, said here", "client tls_finished, said here",
          "server demand_active", "client confirm_active", "server font_map"})
        BOOST_TEST(changing.said(step), step << " in " << changing.all());
    changing.proxy->add(fault_of("alert = \"demand_active\", description = \"internal_error\""));
    const auto alerted = changing.connect();
    BOOST_TEST((alerted.deepest < Step::demand_active));
    BOOST_TEST(alerted.ending.value().why.contains("internal_error"), alerted.ending->why);
    changing.proxy->reset();
    changing.proxy->add(fault_of("truncate = \"mcs_connect_response\", keep = 9"));
    BOOST_TEST((changing.connect().deepest < Step::mcs_connect_response));
}

BOOST_AUTO_TEST_CASE(a_field_inside_opened_tls_is_set_by_its_name) {
    Changing changing(opened_plan());
    // rt-other-user-id, 7, in the upper three bits [T.125 7; X.691 13]
    changing.proxy->add(fault_of("set = \"attach_user_confirm.mcs.result\", to = 224"));
    const auto seen = changing.connect();
    BOOST_TEST(changing.said("did: set attach_user_confirm.mcs.result"), changing.all());
    BOOST_TEST((seen.deepest == Step::attach_user_confirm), changing.all());
    BOOST_TEST(seen.ending.value().why.contains("mcs.result 7"), seen.ending->why);
    changing.proxy->reset();
    changing.at_host.clear();
    changing.proxy->add(fault_of("set = \"mcs_connect_initial.tpkt.length\", to = 3"));
    BOOST_TEST((changing.connect().deepest < Step::mcs_connect_response));
    BOOST_TEST(!changing.at_host.contains("mcs_connect_initial"), changing.at_host);
}

BOOST_AUTO_TEST_CASE(a_held_message_inside_opened_tls_is_shown_by_its_fields) {
    Changing changing(opened_plan());
    changing.proxy->hold(Step::client_info, true);
    const LiveClient client(changing.loop, changing.port());
    BOOST_REQUIRE(run_until(changing.loop, [&] { return !changing.proxy->live().held().empty(); }));
    const auto held = changing.proxy->live().held().at(0);
    const auto field = std::ranges::find(held.fields, "clientInfo.cbUserName", &wire::FieldSpan::name);
    BOOST_REQUIRE(field != held.fields.end());
    BOOST_TEST(held.bytes[field->at] == 2 * std::string_view("badrdp").size());  // UTF-16 [2.2.1.11.1.1]
    BOOST_TEST(changing.proxy->go_on(1, {}, nullptr).value_or(7) == 0u);
    BOOST_REQUIRE(run_until(changing.loop, [&] { return client.over(); }));
    BOOST_TEST(client.active(), changing.all());
}

// By the record of a fatal alert, handshake_failure [RFC 8446 5.1, 6].
BOOST_AUTO_TEST_CASE(what_the_proxy_says_for_tls_is_bent_too) {
    Changing changing(opened_plan());
    changing.proxy->add(fault_of(R"(replace = "server_flight", with = "hex:15030300020228")"));
    BOOST_TEST((kind_of(changing.connect()) == Ending::Kind::tls));
    BOOST_TEST(changing.said("did: replace server_flight"), changing.all());
    changing.proxy->reset();
    changing.at_host.clear();
    changing.proxy->add(fault_of(R"(replace = "client_hello", with = "hex:15030300020228")"));
    BOOST_TEST((changing.connect().deepest < Step::mcs_connect_response));
    BOOST_TEST(changing.said("did: replace client_hello"), changing.all());
    BOOST_TEST(!changing.at_host.contains("client_hello"), changing.at_host);
    BOOST_TEST(run_until(changing.loop, [&] { return changing.proxy->live().open() == 0; }), changing.all());
}

BOOST_AUTO_TEST_CASE(tls_is_opened_though_the_hello_was_held) {
    Changing changing(opened_plan());
    for (const auto step : {Step::server_flight, Step::tls_finished})
        BOOST_CHECK_THROW(changing.proxy->hold(step, true), UsageError);
    changing.proxy->hold(Step::client_hello, true);
    const LiveClient client(changing.loop, changing.port());
    BOOST_REQUIRE(run_until(changing.loop, [&] { return !changing.proxy->live().held().empty(); }));
    BOOST_TEST(!changing.said("TLS is opened here"), changing.all());
    BOOST_TEST(changing.proxy->go_on(1, {}, nullptr).value_or(7) == 0u);
    BOOST_REQUIRE(run_until(changing.loop, [&] { return client.over(); }));
    BOOST_TEST(client.active(), changing.all());
    BOOST_TEST(changing.said("TLS is opened here"), changing.all());
}

// In one piece with its close_notify.
BOOST_AUTO_TEST_CASE(a_held_message_goes_on_though_its_sender_has_closed_tls) {
    Changing changing(opened_plan());
    changing.proxy->hold(Step::mcs_connect_initial, true);
    boost::asio::ip::tcp::socket client(changing.loop);
    client.connect({test::kLoopback, changing.port()});
    // TLS is asked for [MS-RDPBCGR 2.2.1.1.1].
    const auto request = test::from_hex("03 00 00 13 0e e0 00 00 00 00 00 01 00 08 00 01 00 00 00");
    boost::asio::write(client, boost::asio::buffer(request));
    wire::Bytes confirm(19);
    BOOST_REQUIRE(run_until(changing.loop, [&] { return client.available() >= confirm.size(); }));
    boost::asio::read(client, boost::asio::buffer(confirm));
    link::TlsClient asks;
    asks.verify = false;
    link::Tls tls{link::TlsContext(asks)};
    tls.start();
    const auto say = [&] {
        const auto out = tls.take_output();
        boost::asio::write(client, boost::asio::buffer(out));
    };
    BOOST_REQUIRE(run_until(changing.loop, [&] {
        say();
        wire::Bytes in(client.available());
        boost::asio::read(client, boost::asio::buffer(in));
        tls.feed(in);
        return tls.finished();
    }));
    tls.write(test::golden("mcs-connect-initial-xfreerdp-tls"));
    tls.close_notify();
    say();
    BOOST_REQUIRE(run_until(changing.loop, [&] { return !changing.proxy->live().held().empty(); }));
    BOOST_TEST(!changing.at_host.contains("mcs_connect_initial"), changing.at_host);
    BOOST_TEST(changing.proxy->go_on(1, {}, nullptr).value_or(7) == 0u);
    BOOST_TEST(run_until(changing.loop, [&] { return changing.at_host.contains("mcs_connect_initial"); }),
               changing.all());
    BOOST_TEST(run_until(changing.loop, [&] { return changing.proxy->live().open() == 0; }), changing.all());
}

// MS-CSSP 3.1.5: pubKeyAuth binds to the certificate that the client was shown.
BOOST_AUTO_TEST_CASE(nla_fails_where_tls_is_opened_and_it_is_said) {
    Changing changing(opened_plan(), with_nla());
    BOOST_TEST((changing.connect("nla").deepest < Step::mcs_connect_initial));
    BOOST_TEST(changing.said("NLA binds its proof to the certificate"), changing.all());
}

BOOST_AUTO_TEST_CASE(a_path_lies_in_between_until_it_is_taken_away) {
    Changing changing;
    changing.proxy->put({{.deed = path::Delay{50ms}, .text = "delay 50ms"}});
    const auto began = std::chrono::steady_clock::now();
    BOOST_TEST((changing.connect().deepest == Step::active));
    // Negotiation, TLS, MCS: at least six round trips of 100 ms.
    BOOST_TEST((std::chrono::steady_clock::now() - began >= 600ms));
    changing.proxy->put(
        {{.deed = path::Reset{path::Toward::client}, .after = Step::x224_confirm, .text = "reset"}});
    BOOST_TEST((kind_of(changing.connect()) == Ending::Kind::reset));
    changing.proxy->put({});
    BOOST_TEST((changing.connect().deepest == Step::active));
}

BOOST_AUTO_TEST_CASE(a_reset_closes_what_is_open_and_counts_anew) {
    Changing changing;
    changing.proxy->add(fault_of("reset = \"client_hello\", connection = 2"));
    boost::asio::ip::tcp::socket client(changing.loop);
    client.connect({test::kLoopback, changing.port()});
    BOOST_REQUIRE(run_until(changing.loop, [&] { return changing.proxy->live().open() == 1; }));
    changing.proxy->reset();
    BOOST_TEST(changing.proxy->live().open() == 0u);
    BOOST_TEST(changing.proxy->faults().empty());
    BOOST_TEST((changing.connect().deepest == Step::active));
    BOOST_TEST(changing.events.back().connection == 1u);
}

BOOST_AUTO_TEST_CASE(what_clients_meet_is_recorded) {
    Changing changing;
    changing.connect();
    BOOST_REQUIRE(run_until(changing.loop, [&] { return changing.proxy->live().open() == 0; }));
    const auto timeline = capture::read_timeline(changing.record.packets(), 3389);
    BOOST_REQUIRE(timeline.connections.size() == 1u);
    BOOST_TEST((timeline.connections[0].deepest == Step::tls_finished));
    BOOST_TEST(timeline.connections[0].closed);
}

BOOST_AUTO_TEST_CASE(of_a_scenario_what_cannot_be_had_is_named) {
    const auto root = std::filesystem::path(test::kProject) / "scenarios";
    const auto named = [&](const char* name) {
        return on_the_way(load_scenario(root / (std::string(name) + ".toml"), root).scenarios.at(0), false);
    };
    BOOST_TEST(named("path/latency").path.size() == 1u);
    BOOST_TEST(named("path/loss").path.empty());
    BOOST_TEST(named("path/loss").not_so.at(0).contains("TCP sends again"));
    BOOST_TEST(named("path/name-unknown").not_so.size() == 1u);
    BOOST_TEST(named("path/middlebox-answers-tls").not_so.at(0).contains("--terminate"));
    BOOST_TEST(named("tls/reset-after-client-hello").faults.size() == 1u);
}

BOOST_AUTO_TEST_CASE(names_are_unique) {
    Changing changing;
    const auto& first = changing.proxy->spec();
    BOOST_CHECK_THROW(
        changing.proxies.make({.name = "between", .listens = {test::kLoopback, 0}, .to = first.to}),
        UsageError);
    BOOST_TEST(changing.proxies.remove("between"));
    BOOST_TEST(!changing.proxies.find("between"));
}

BOOST_AUTO_TEST_CASE(a_proxy_leads_to_a_server_and_not_to_itself) {
    Changing changing;
    const auto make = [&](std::uint16_t listens, std::uint16_t to) {
        changing.proxies.make(
            {.name = "other", .listens = {test::kLoopback, listens}, .to = {test::kLoopback, to}});
    };
    BOOST_CHECK_THROW(make(0, 0), UsageError);
    BOOST_CHECK_THROW(make(40000, 40000), UsageError);
    BOOST_TEST(!changing.proxies.find("other"));
    make(0, 40000);
    BOOST_TEST(changing.proxies.find("other"));
}

BOOST_AUTO_TEST_SUITE_END()
