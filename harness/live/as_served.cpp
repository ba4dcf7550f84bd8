#include "harness/live/as_served.h"

#include <algorithm>
#include <array>

#include "harness/data/scenario/apply_settings.h"

namespace badrdp::harness {
namespace {

using host::FirewallRule;
using host::Listening;

constexpr std::array kObstacles{Obstacle::none, Obstacle::rejected, Obstacle::dropped, Obstacle::mute};
constexpr std::array<std::string_view, 4> kObstacleNames{"none", "rejected", "dropped", "mute"};

// What a firewall of the host's settings put on the way; nothing else of the way can be left out.
std::vector<path::Impairment> of_firewall(const Scenario& scenario) {
    return scenario.settings ? impairments_of(scenario.settings->firewall) : std::vector<path::Impairment>();
}

void play_firewall(FirewallRule rule, Scenario& out) {
    switch (rule) {
        case FirewallRule::allowed: return;
        case FirewallRule::dropped: out.host.listening = Listening::backlog_full; return;
        case FirewallRule::rejected: out.host.listening = Listening::closed; return;
        case FirewallRule::reset_after_hello:
            out.faults.insert(out.faults.begin(), fault::Fault{wire::Step::client_hello, fault::Reset{}, 0,
                                                               "reset client_hello"});
            return;
    }
}

void prepare(peer::ServerChoices& server, const std::vector<auth::Account>& accounts) {
    if (!accounts.empty()) server.accounts = accounts;
    if (server.parting == honest_choices().parting) server.parting = {};
}

}  // namespace

std::span<const Obstacle> all_obstacles() { return kObstacles; }
std::string_view name(Obstacle obstacle) { return kObstacleNames[static_cast<std::size_t>(obstacle)]; }

std::optional<Obstacle> obstacle_named(std::string_view word) {
    const auto found = std::ranges::find(kObstacleNames, word);
    if (found == kObstacleNames.end()) return std::nullopt;
    return kObstacles[static_cast<std::size_t>(found - kObstacleNames.begin())];
}

std::string why_not_served(const Scenario& scenario) {
    if (scenario.names) return "it needs a name server of its own";
    if (scenario.middlebox) return "it needs a middlebox between client and host";
    if (scenario.path != of_firewall(scenario)) return "it needs a network between client and host";
    if (scenario.mtu) return "it needs interfaces with another MTU";
    if (scenario.ipv6) return "it needs a network with IPv6";
    return {};
}

Scenario for_a_person(Scenario scenario, const std::vector<auth::Account>& accounts) {
    prepare(scenario.host.server, accounts);
    for (auto& service : scenario.host.connections) prepare(service.server, accounts);
    return scenario;
}

Scenario as_served(Scenario scenario, const std::vector<auth::Account>& accounts) {
    if (scenario.settings && !scenario.path.empty() && scenario.path == of_firewall(scenario)) {
        scenario.path.clear();
        play_firewall(scenario.settings->firewall, scenario);
    }
    return for_a_person(std::move(scenario), accounts);
}

void put_in_front(Scenario& served, Obstacle obstacle) {
    switch (obstacle) {
        case Obstacle::none: return;
        case Obstacle::rejected: served.host.listening = Listening::closed; return;
        case Obstacle::dropped: served.host.listening = Listening::backlog_full; return;
        case Obstacle::mute: served.host.listening = Listening::mute; return;
    }
}

}  // namespace badrdp::harness
