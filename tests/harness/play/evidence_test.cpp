#include "harness/play/evidence.h"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(run_evidence)

using namespace badrdp;
using namespace badrdp::harness;
using link::NoteKind;
using wire::Role;
using wire::Step;

namespace {

Adapter adapter() {
    Adapter out;
    out.reports.push_back({});
    return out;
}

link::Note note(NoteKind kind, Role from, Step step, std::uint16_t port = 40000) {
    link::Note out;
    out.kind = kind;
    out.from = from;
    out.step = step;
    out.peer_port = port;
    return out;
}

capture::Connection connection(std::uint16_t port, Step deepest) {
    capture::Connection out;
    out.client_port = port;
    out.accepted = true;
    out.rdp_request = true;
    out.requested_protocols = wire::Protocols{3};
    out.deepest = deepest;
    out.how = capture::EndHow::fin;
    out.ended_by = Role::server;
    return out;
}

Evidence one_connection() {
    Evidence out;
    out.packets.connections.push_back(connection(40000, Step::server_flight));
    for (const auto step : {Step::tcp_connect, Step::x224_request, Step::x224_confirm, Step::client_hello,
                            Step::server_flight}) {
        capture::Event event;
        event.step = step;
        out.packets.events.push_back(event);
    }
    out.process.exit = 0;
    return out;
}

}  // namespace

// A client that closed its connection and then hung has closed it itself; what its kernel closes when we kill
// it, we closed.
BOOST_AUTO_TEST_CASE(what_is_closed_by_killing_the_client_is_no_deed_of_the_client) {
    using namespace std::chrono_literals;
    auto evidence = one_connection();
    auto& connection = evidence.packets.connections.front();
    connection.ended_by = Role::client;
    connection.began = 100s;
    evidence.lead = 300ms;
    evidence.process.limit = Limit::wall_clock;
    evidence.process.struck = 20s;
    const auto ended = [&](std::chrono::nanoseconds at) {
        connection.ended = at;
        return facts_from({}, adapter(), evidence).connections.at(0).ending;
    };
    BOOST_TEST((ended(102s) == TcpEnd::client_fin));
    BOOST_TEST((ended(119'701ms) == TcpEnd::killed));
    connection.how = capture::EndHow::rst;
    BOOST_TEST((ended(120s) == TcpEnd::killed));
    connection.ended_by = Role::server;
    BOOST_TEST((ended(120s) == TcpEnd::server_rst));
    connection.ended_by = Role::client;
    evidence.process.limit = Limit::none;
    BOOST_TEST((ended(120s) == TcpEnd::client_rst));
}

BOOST_AUTO_TEST_CASE(the_peer_tells_what_the_packets_cannot_show) {
    auto evidence = one_connection();
    evidence.peer.push_back(note(NoteKind::step, Role::client, Step::mcs_connect_initial));
    const auto facts = facts_from({}, adapter(), evidence);
    BOOST_TEST((facts.deepest == Step::mcs_connect_initial));
    BOOST_TEST((facts.connections.at(0).deepest == Step::mcs_connect_initial));
    BOOST_TEST((facts.connections.at(0).ending == TcpEnd::server_fin));
}

BOOST_AUTO_TEST_CASE(what_a_client_offers_inside_nla_is_what_it_offered_first) {
    using enum wire::Mechanism;
    auto evidence = one_connection();
    BOOST_TEST(facts_from({}, adapter(), evidence).offers.empty());
    evidence.peer.push_back(note(NoteKind::step, Role::client, Step::client_hello));
    for (const auto& offers : {std::vector{krb5, ntlmssp}, std::vector{ntlmssp}}) {
        evidence.peer.push_back(note(NoteKind::step, Role::client, Step::credssp_negotiate));
        evidence.peer.back().offers = offers;
    }
    BOOST_TEST((facts_from({}, adapter(), evidence).offers == std::vector{krb5, ntlmssp}));
}

BOOST_AUTO_TEST_CASE(what_a_client_has_left_at_its_host_is_the_most_that_any_message_left) {
    using enum auth::LeftBehind;
    auto evidence = one_connection();
    BOOST_TEST((facts_from({}, adapter(), evidence).left == nothing));
    for (const auto& left : {std::optional(ticket), std::optional(password), std::optional(nothing), {}}) {
        evidence.peer.push_back(note(NoteKind::step, Role::client, Step::credssp_credentials));
        evidence.peer.back().left = left;
    }
    BOOST_TEST((facts_from({}, adapter(), evidence).left == password));
}

BOOST_AUTO_TEST_CASE(what_our_server_meant_to_say_is_no_fact) {
    auto evidence = one_connection();
    evidence.packets.connections[0].deepest = Step::x224_request;
    evidence.packets.events.resize(2);
    evidence.peer.push_back(
        note(NoteKind::step, Role::server, Step::x224_confirm));  // and a fault swallowed it
    BOOST_TEST((facts_from({}, adapter(), evidence).deepest == Step::x224_request));
}

// Without TLS the start of MCS is in clear, so that the packets know what became of it.
BOOST_AUTO_TEST_CASE(what_our_server_said_of_mcs_is_a_fact_where_tls_hides_it) {
    auto evidence = one_connection();
    evidence.peer.push_back(note(NoteKind::step, Role::server, Step::mcs_connect_response));
    auto& seen = evidence.packets.connections[0];
    seen.selected_protocol = wire::Protocols{1};
    BOOST_TEST((facts_from({}, adapter(), evidence).deepest == Step::mcs_connect_response));
    seen.selected_protocol = wire::Protocols{0};
    BOOST_TEST((facts_from({}, adapter(), evidence).deepest == Step::server_flight));
    // Send Data may be encrypted there, too: the peer knows.
    evidence.peer.push_back(note(NoteKind::step, Role::server, Step::license));
    BOOST_TEST((facts_from({}, adapter(), evidence).deepest == Step::license));
}

BOOST_AUTO_TEST_CASE(what_our_server_said_inside_tls_is_a_fact_unless_the_path_kept_it) {
    auto evidence = one_connection();
    evidence.packets.connections[0].bytes_from_server = 1500;
    auto said = note(NoteKind::step, Role::server, Step::demand_active);
    said.offset = 1500;  // this much was written before it, and nothing came behind
    evidence.peer.push_back(said);
    BOOST_TEST((facts_from({}, adapter(), evidence).deepest == Step::demand_active));
    Scenario behind_a_firewall;
    behind_a_firewall.path.emplace_back();
    BOOST_TEST((facts_from(behind_a_firewall, adapter(), evidence).deepest == Step::server_flight));
    evidence.packets.connections[0].bytes_from_server = 1501;
    BOOST_TEST((facts_from(behind_a_firewall, adapter(), evidence).deepest == Step::demand_active));
}

BOOST_AUTO_TEST_CASE(a_fault_that_never_acted_did_not_bite) {
    Scenario scenario;
    scenario.faults = {{Step::x224_confirm, fault::Reset{}, 0, "reset x224_confirm"},
                       {Step::tls_finished, fault::Reset{}, 0, "reset tls_finished"}};
    auto evidence = one_connection();
    auto bite = note(NoteKind::bite, Role::server, Step::x224_confirm);
    bite.fault = 0;
    evidence.peer.push_back(bite);
    const auto facts = facts_from(scenario, adapter(), evidence);
    BOOST_TEST((facts.acted == std::vector<Acted>{{"reset x224_confirm", 1}, {"reset tls_finished", 0}}));
    BOOST_TEST(!facts.bit);
}

BOOST_AUTO_TEST_CASE(whatever_was_to_act_is_counted_beside_its_words) {
    Scenario scenario;
    scenario.faults = {{Step::x224_confirm, fault::Reset{}, 0, ""}};
    scenario.path.push_back({.text = "drop syn"});
    scenario.middlebox.emplace();
    auto evidence = one_connection();
    const std::vector<Acted> wanted{{"x224_confirm", 0}, {"drop syn", 0}, {"a middlebox answers TLS", 0}};
    BOOST_TEST((to_act(scenario) == wanted));
    BOOST_TEST((facts_from(scenario, adapter(), evidence).acted == wanted));
    evidence.impairments = {2};
    evidence.intercepted = 3;
    evidence.peer.push_back(note(NoteKind::bite, Role::server, Step::x224_confirm));
    const auto facts = facts_from(scenario, adapter(), evidence);
    BOOST_TEST((facts.acted ==
                std::vector<Acted>{{"x224_confirm", 1}, {"drop syn", 2}, {"a middlebox answers TLS", 3}}));
    BOOST_TEST(facts.bit);
}

BOOST_AUTO_TEST_CASE(a_host_that_is_bad_by_itself_bites_once_it_was_met) {
    Scenario expired;
    expired.host.certificate.not_after = -std::chrono::hours(24);
    auto evidence = one_connection();
    BOOST_TEST(facts_from(expired, adapter(), evidence).bit);
    evidence.packets.events.pop_back();  // the flight with the certificate never came
    BOOST_TEST(!facts_from(expired, adapter(), evidence).bit);

    Scenario closed;
    closed.host.listening = host::Listening::closed;
    Evidence refused;
    BOOST_TEST(!facts_from(closed, adapter(), refused).bit);  // nobody ever tried
    capture::Event syn;
    syn.step = Step::tcp_connect;
    refused.packets.events.push_back(syn);
    BOOST_TEST(facts_from(closed, adapter(), refused).bit);
}

// The first connection is refused, and a fault silences the later ones.
Scenario two_connections() {
    Scenario out;
    const host::Service usual{out.host.server, out.host.tls, out.host.certificate};
    out.host.connections = {usual, usual};
    out.host.connections[0].server.failure = wire::FailureCode::ssl_not_allowed;
    out.faults = {{.step = Step::client_info, .deed = fault::Silence{}, .first = 2}};
    return out;
}

BOOST_AUTO_TEST_CASE(a_connection_that_was_never_made_owes_nothing) {
    const auto scenario = two_connections();
    auto evidence = one_connection();
    evidence.packets.connections[0].deepest = Step::x224_confirm;
    evidence.packets.events.resize(3);
    BOOST_TEST(facts_from(scenario, adapter(), evidence).bit);  // the refusal was met
    evidence.packets.connections.push_back(connection(40001, Step::server_flight));
    BOOST_TEST(!facts_from(scenario, adapter(), evidence).bit);  // and the silence was not
    evidence.peer.push_back(note(NoteKind::bite, Role::server, Step::client_info, 40001));
    BOOST_TEST(facts_from(scenario, adapter(), evidence).bit);
}

BOOST_AUTO_TEST_CASE(a_fault_of_a_later_connection_alone_must_act) {
    Scenario scenario;
    scenario.faults = {{.step = Step::x224_confirm, .deed = fault::Reset{}, .connections = 1, .first = 2}};
    BOOST_TEST(!facts_from(scenario, adapter(), one_connection()).bit);
}

BOOST_AUTO_TEST_CASE(an_honest_first_connection_alone_proves_nothing) {
    auto scenario = two_connections();
    scenario.host.connections[0].server.failure.reset();
    BOOST_TEST(!facts_from(scenario, adapter(), one_connection()).bit);
}

BOOST_AUTO_TEST_CASE(each_connection_has_its_own_steps) {
    auto evidence = one_connection();
    for (auto& event : evidence.packets.events) event.connection = 1;
    evidence.packets.connections.push_back(connection(40001, Step::x224_request));
    capture::Event event;
    event.step = Step::x224_request;
    event.connection = 2;
    evidence.packets.events.push_back(event);
    evidence.peer.push_back(note(NoteKind::step, Role::client, Step::client_info, 40001));
    const auto facts = facts_from({}, adapter(), evidence);
    BOOST_TEST(facts.connections.at(0).steps.size() == 5u);
    BOOST_TEST((facts.connections.at(1).steps == std::vector{Step::x224_request, Step::client_info}));
    BOOST_TEST((facts.connections.at(1).deepest == Step::client_info));
}

BOOST_AUTO_TEST_CASE(witnesses_that_contradict_each_other_prove_nothing) {
    auto evidence = one_connection();
    evidence.peer.push_back(note(NoteKind::step, Role::client, Step::x224_request));
    BOOST_TEST(!contradiction(evidence).has_value());
    evidence.packets.connections[0].rdp_request = false;
    BOOST_TEST(contradiction(evidence).value().find("Connection Request") != std::string::npos);
    evidence.peer.push_back(note(NoteKind::step, Role::server, Step::tcp_accept, 40001));
    evidence.packets.connections[0].rdp_request = true;
    BOOST_TEST(contradiction(evidence).value().find("40001") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
