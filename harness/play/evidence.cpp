#include "harness/play/evidence.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <span>

#include "harness/play/own_deeds.h"
#include "harness/play/read_report.h"
#include "sim/host/model.h"
#include "sim/peer/redirection.h"
#include "sim/wire/sequence/sequence.h"

namespace badrdp::harness {

using link::NoteKind;
using wire::Role;
using wire::Step;

namespace {

TcpEnd ending_of(const capture::Connection& connection, const Evidence& evidence) {
    using capture::EndHow;
    if (connection.refused) return TcpEnd::refused;
    if (!connection.accepted) return TcpEnd::unanswered;
    if (connection.how == EndHow::open) return TcpEnd::open;
    if (closed_by_killing(connection, evidence)) return TcpEnd::killed;
    const bool fin = connection.how == EndHow::fin;
    if (connection.ended_by == Role::client) return fin ? TcpEnd::client_fin : TcpEnd::client_rst;
    return fin ? TcpEnd::server_fin : TcpEnd::server_rst;
}

Brought brought_by(const capture::Connection& connection) {
    if (connection.routing_token == peer::kRoutingToken) return Brought::token;
    if (!connection.routing_token.empty()) return Brought::other_token;
    return connection.cookie.empty() ? Brought::nothing : Brought::cookie;
}

// So much of what the host said on that connection came to the client.
bool arrived(const link::Note& note, const capture::Timeline& packets) {
    return std::ranges::any_of(packets.connections, [&](const capture::Connection& c) {
        return c.client_port == note.peer_port && c.bytes_from_server > note.offset;
    });
}

// What was around it where this was said; a host that selects TLS or NLA says so in clear, or begins with it.
wire::Shell shell_around(const link::Note& note, const capture::Timeline& packets) {
    const auto found =
        std::ranges::find(packets.connections, note.peer_port, &capture::Connection::client_port);
    if (found == packets.connections.end()) return wire::Shell::none;
    const bool agreed =
        found->rdp_request && found->selected_protocol.value_or(wire::Protocols::rdp) != wire::Protocols::rdp;
    return wire::shell_of(found->rdp_request, found->client_hello || agreed);
}

// Of what we said in clear and a fault then bent or swallowed, the packets know better than the peer. Inside
// TLS they know only whether it came, which on a path with impairments it need not. Elsewhere only the
// client's own reset keeps it away, and that is a race that would tell nothing.
bool believed(const link::Note& note, const Scenario& scenario, const capture::Timeline& packets) {
    if (note.from == Role::client || note.step == Step::tcp_accept) return true;
    if (wire::shows_in_packets(note.step, shell_around(note, packets)) || note.withheld) return false;
    return scenario.path.empty() || arrived(note, packets);
}

// The step that must have passed for what is odd about the host to matter.
Step step_of_host(const host::Host& host, const host::Host& honest) {
    if (host.listening != host::Listening::normal) return Step::tcp_connect;
    if (host.server.preconnection != peer::Preconnecting::none) return Step::tcp_connect;
    if (host.server.wants_token) return Step::x224_request;
    if (host.server.failure || host.server.select || !host.server.negotiates) return Step::x224_confirm;
    if (host.certificate != honest.certificate) return Step::server_flight;
    if (host.tls != honest.tls) return Step::client_hello;
    if (host.server.rdstls_result != 0) return Step::rdstls_request;
    if (host.server.aad_result != 0) return Step::tls_finished;
    if (host.server.redirects) return Step::client_info;
    return Step::tcp_connect;
}

// What its oddities are told by: any honest host, or one of its own kind on which nobody has changed a
// setting.
host::Host usual_host(const Scenario& scenario) {
    return scenario.settings ? host::behave(host::defaults_of(scenario.settings->persona)).host
                             : host::Host{};
}

}  // namespace

Step step_of_host(const Scenario& scenario) { return step_of_host(scenario.host, usual_host(scenario)); }

namespace {

// The steps that either witness saw, on each connection and on all of them.
struct Steps {
    std::set<Step> all;
    std::vector<std::set<Step>> of;
};

Steps steps_from(const Scenario& scenario, const Evidence& evidence) {
    const auto& connections = evidence.packets.connections;
    Steps out{.all = {}, .of = std::vector<std::set<Step>>(connections.size())};
    for (const auto& event : evidence.packets.events) {
        if (event.step == Step::none) continue;
        out.all.insert(event.step);
        if (event.connection > 0 && event.connection <= out.of.size())
            out.of[event.connection - 1].insert(event.step);
    }
    for (const auto& note : evidence.peer) {
        if (note.kind != NoteKind::step || !believed(note, scenario, evidence.packets)) continue;
        out.all.insert(note.step);
        for (std::size_t i = 0; i < connections.size(); ++i)
            if (connections[i].client_port == note.peer_port) out.of[i].insert(note.step);
    }
    return out;
}

Step deepest_of(const std::set<Step>& steps) {
    auto deepest = Step::none;
    for (const auto step : steps)
        if (is_depth(step)) deepest = step;
    return deepest;
}

// Where the host changes with each connection, a client that stayed away after the first one owes nothing to
// the faults of the second.
bool owed(const fault::Fault& fault, const Scenario& scenario, const Facts& facts) {
    return scenario.host.connections.empty() || fault.first <= facts.connections.size();
}

// Whether what is odd about the host by itself was met. Where it changes with each connection, every
// connection that the client made came to what is odd about it, and something was odd about one of them.
bool host_was_met(const Scenario& scenario, const Facts& facts) {
    if (scenario.host.connections.empty()) return facts.deepest >= step_of_host(scenario);
    const auto usual = usual_host(scenario);
    bool odd = false;
    for (unsigned n = 1; n <= facts.connections.size(); ++n) {
        auto host = scenario.host;
        const auto met = host::met_by(scenario.host, n);
        host.server = met.server;
        host.tls = met.tls;
        host.certificate = met.certificate;
        const auto step = step_of_host(host, usual);
        if (facts.connections[n - 1].deepest < step) return false;
        odd |= step != Step::tcp_connect ||
               std::ranges::any_of(scenario.faults, [&](const auto& fault) { return bends(fault, n); });
    }
    return odd;
}

// What acted of the scenario's faults, its impairments and its middlebox, in this order.
void count_acted(const Scenario& scenario, const Evidence& evidence, std::vector<Acted>& acted) {
    for (const auto& note : evidence.peer)
        if (note.kind == NoteKind::bite && note.fault < scenario.faults.size()) ++acted[note.fault].times;
    const auto paths = std::min(scenario.path.size(), evidence.impairments.size());
    for (std::size_t i = 0; i < paths; ++i) acted[scenario.faults.size() + i].times = evidence.impairments[i];
    if (scenario.middlebox) acted.back().times = evidence.intercepted.value_or(0);
}

}  // namespace

std::vector<Acted> to_act(const Scenario& scenario) {
    std::vector<Acted> out;
    for (const auto& fault : scenario.faults)
        out.push_back({fault.text.empty() ? std::string(name(fault.step)) : fault.text, 0});
    for (const auto& impairment : scenario.path) out.push_back({impairment.text, 0});
    if (scenario.middlebox) out.push_back({"a middlebox answers TLS", 0});
    return out;
}

Facts facts_from(const Scenario& scenario, const Adapter& adapter, const Evidence& evidence) {
    Facts facts;
    facts.lead = evidence.lead;
    facts.acted = to_act(scenario);
    count_acted(scenario, evidence, facts.acted);
    const auto steps = steps_from(scenario, evidence);
    for (std::size_t i = 0; i < steps.of.size(); ++i) {
        const auto& seen = evidence.packets.connections[i];
        facts.connections.push_back({.requested_protocols = seen.requested_protocols,
                                     .rdp_request = seen.rdp_request,
                                     .brought = brought_by(seen),
                                     .deepest = std::max(seen.deepest, deepest_of(steps.of[i])),
                                     .steps = {steps.of[i].begin(), steps.of[i].end()},
                                     .ending = ending_of(seen, evidence)});
    }
    facts.steps.assign(steps.all.begin(), steps.all.end());
    facts.deepest = deepest_of(steps.all);
    for (const auto& note : evidence.peer)
        if (note.from == wire::Role::client) {
            if (facts.offers.empty()) facts.offers = note.offers;
            if (note.left) facts.left = std::max(facts.left, *note.left);
            if (note.proves_by) facts.proves_by = note.proves_by;
        }
    bool all_acted = true;
    for (std::size_t i = 0; i < scenario.faults.size(); ++i)
        all_acted &= facts.acted[i].times > 0 || !owed(scenario.faults[i], scenario, facts);
    const bool asked = !scenario.names || scenario.names == Names::Answer::correct || !evidence.names.empty();
    // What the network does is then what the case is about, and an odd host only helps to show it.
    const bool shown = scenario.needs_network() || (scenario.settings && !scenario.faults.empty()) ||
                       host_was_met(scenario, facts);
    const auto others = std::span(facts.acted).subspan(scenario.faults.size());
    // Whoever never asked the KDC has not met what is wrong with it. Where the way to it is what is wrong,
    // that tells.
    const bool served = !scenario.kdc || *scenario.kdc == Realm() || !scenario.path.empty() ||
                        scenario.names || !evidence.kdc.empty() ||
                        (scenario.kdc->other_realm && !evidence.names.empty());
    facts.bit = asked && shown && served && all_acted &&
                std::ranges::all_of(others, [](const Acted& one) { return one.times > 0; });
    read_report(adapter, evidence.process, facts);
    return facts;
}

std::optional<std::string> contradiction(const Evidence& evidence) {
    std::set<std::uint16_t> ports;
    for (const auto& connection : evidence.packets.connections) ports.insert(connection.client_port);
    for (const auto& note : evidence.peer) {
        if (note.peer_port == 0 || note.kind != NoteKind::step) continue;
        if (!ports.contains(note.peer_port))
            return fmt::format("the server served a connection from port {} that the capture does not show",
                               note.peer_port);
        if (note.step != Step::x224_request) continue;
        const bool inside = wire::inside_tls(note.step, shell_around(note, evidence.packets));
        const auto seen = std::ranges::any_of(evidence.packets.connections, [&](const auto& c) {
            return c.client_port == note.peer_port && c.rdp_request;
        });
        if (!seen && !inside) return "the server read a Connection Request that the capture does not show";
    }
    return std::nullopt;
}

}  // namespace badrdp::harness
