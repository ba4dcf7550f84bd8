#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/data/file/units.h"
#include "harness/data/scenario/read.h"
#include "sim/wire/sequence/sequence.h"

namespace badrdp::harness {
namespace {

using wire::Step;

// How far a demand wants the client to get; none if it does not say.
Step depth_of(const Demand& demand) {
    const bool only_active = !demand.outcome.empty() && std::ranges::all_of(demand.outcome, [](Outcome o) {
        return o == Outcome::active;
    });
    return only_active ? Step::active : demand.reaches.value_or(Step::none);
}

// A host that says nothing about licences is an odd one, and lets its clients go on without; so does one that
// a fault makes leave a message out.
bool left_out(Step step, const Scenario& scenario) {
    const auto omits = [&](const fault::Fault& fault) {
        return fault.step == step && std::holds_alternative<fault::Omit>(fault.deed);
    };
    return std::ranges::any_of(scenario.faults, omits) ||
           (step == Step::license && scenario.host.server.licensing == peer::Licensing::skipped);
}

void check_steps(Reading& reading, const Scenario& scenario, const Demand& deep, const Demand& shallow) {
    // One connection may come to what another must never get to.
    if (shallow.connection && shallow.connection != deep.connection) return;
    for (const auto step : shallow.never)
        if (wire::needs(depth_of(deep), step) && !left_out(step, scenario))
            reading.complain({std::max(deep.line, shallow.line), 1},
                             fmt::format("a client that must never get to {} cannot reach {}",
                                         wire::name(step), wire::name(depth_of(deep))));
}

// Every demand is that a client ends by itself, one way or another.
void check_outcome(Reading& reading, const Demand& demand) {
    const auto no_end = [](Outcome o) {
        return o == Outcome::hung || o == Outcome::looped || o == Outcome::bloated || o == Outcome::crashed;
    };
    if (demand.outcome.empty() || !std::ranges::all_of(demand.outcome, no_end)) return;
    reading.complain({demand.line, 1},
                     fmt::format("no demand can be {0}: every client must end by itself. What a client was "
                                 "seen to do instead belongs in its baseline",
                                 name(demand.outcome.front())));
}

// A step that may pass at any time once channels are joined is no depth: no client is ever seen that deep.
void check_reach(Reading& reading, const Demand& demand) {
    if (!demand.reaches || is_depth(*demand.reaches)) return;
    reading.complain(
        {demand.line, 1},
        fmt::format(
            "no client can be said to reach {0}: it may pass at any time, and the deepest step is {1}",
            wire::name(*demand.reaches), wire::name(Step::active)));
}

// The first step that it never comes to; none if it goes all the way.
Step never_comes_to(const peer::ServerChoices& server) {
    using How = peer::Parting::How;
    if (server.preconnection == peer::Preconnecting::unknown) return Step::x224_request;
    if (server.failure && !server.direct) return Step::client_hello;
    if (server.failure) return Step::mcs_connect_initial;
    const bool parts = server.parting.after == Step::client_info && server.parting.how != How::stays;
    const bool refuses =
        server.licensing == peer::Licensing::refused || server.licensing == peer::Licensing::new_license;
    return parts || refuses || server.redirects ? Step::demand_active : Step::none;
}

// The same of a host, on the connection that goes furthest, or on the one that is spoken of.
Step never_comes_to(const host::Host& host, std::optional<unsigned> connection) {
    if (host.listening == host::Listening::closed || host.listening == host::Listening::backlog_full)
        return Step::tcp_accept;
    if (host.listening == host::Listening::mute) return Step::x224_confirm;
    if (connection || host.connections.empty())
        return never_comes_to(host::met_by(host, connection.value_or(1)).server);
    auto furthest = Step::tcp_accept;
    for (const auto& met : host.connections) {
        const auto end = never_comes_to(met.server);
        if (end == Step::none) return end;
        furthest = std::max(furthest, end);
    }
    return furthest;
}

void check_host(Reading& reading, const Scenario& scenario, const Demand& demand) {
    const auto end = never_comes_to(scenario.host, demand.connection);
    const auto wanted = depth_of(demand);
    if (end == Step::none || wanted < end) return;
    reading.complain({demand.line, 1}, fmt::format("no client reaches {} here: this host never comes to {}",
                                                   wire::name(wanted), wire::name(end)));
}

// Mechanisms are offered inside NLA.
void check_mechanisms(Reading& reading, const Scenario& scenario, const Demand& demand) {
    if (demand.offers.empty() && demand.prefers.empty() && demand.proves_by.empty()) return;
    const auto speaks_nla = [](const peer::ServerChoices& server) {
        const auto chosen = server.select.value_or(server.accepts);
        return server.negotiates && !server.failure && has_any(chosen, wire::kNla);
    };
    const auto& met = scenario.host.connections;
    const bool any = met.empty() ? speaks_nla(scenario.host.server)
                                 : std::ranges::any_of(met, speaks_nla, &host::Service::server);
    if (!any)
        reading.complain({demand.line, 1}, "nobody offers a mechanism here: this host never speaks CredSSP");
}

void check_outcomes(Reading& reading, const Demand& a, const Demand& b) {
    if (a.outcome.empty() || b.outcome.empty()) return;
    for (const auto outcome : a.outcome)
        if (std::ranges::find(b.outcome, outcome) != b.outcome.end()) return;
    reading.complain(
        {std::max(a.line, b.line), 1},
        fmt::format("no outcome can meet this demand and the one of {}:{}",
                    std::min(a.line, b.line) == a.line ? a.file : b.file, std::min(a.line, b.line)));
}

// What an adapter says of the slowest of clients is less.
constexpr std::chrono::seconds kAnyAdaptersPatience{60};

// A client is ended when our patience is: a longer bound than that always holds.
void check_bound(Reading& reading, const Scenario& scenario, const Demand& demand) {
    if (!demand.within || *demand.within <= scenario.patience.value_or(kAnyAdaptersPatience)) return;
    if (!scenario.patience)
        return reading.complain({demand.line, 1},
                                fmt::format("within = \"{}\" cannot fail: a client is ended before, when the "
                                            "patience of its adapter ends; say 'patience', too",
                                            duration_text(*demand.within)));
    reading.complain({demand.line, 1},
                     fmt::format("within = \"{}\" cannot fail: our patience ends after {}",
                                 duration_text(*demand.within), duration_text(*scenario.patience)));
}

}  // namespace

void check_demands(Reading& reading, const Scenario& scenario) {
    const auto& demands = scenario.demands;
    for (std::size_t i = 0; i < demands.size(); ++i) {
        check_bound(reading, scenario, demands[i]);
        check_outcome(reading, demands[i]);
        check_reach(reading, demands[i]);
        check_host(reading, scenario, demands[i]);
        check_mechanisms(reading, scenario, demands[i]);
        for (std::size_t j = 0; j < demands.size(); ++j) {
            if (demands[i].options != demands[j].options) continue;
            check_steps(reading, scenario, demands[i], demands[j]);
            if (i < j) check_outcomes(reading, demands[i], demands[j]);
        }
    }
}

}  // namespace badrdp::harness
