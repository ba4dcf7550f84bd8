// A scenario as a socket of this machine can show it: what a host alone can do, without a network in between.
#pragma once

#include <span>
#include <string>

#include "harness/data/scenario/scenario.h"

namespace badrdp::harness {

// What stands between client and host, as far as one listening socket can play it.
enum class Obstacle : std::uint8_t {
    none,
    rejected,  // RST to the SYN, as a closed port or a firewall that rejects
    dropped,   // no answer to the SYN: the socket's queue is full
    mute,      // accepts, and never says a word
};
std::span<const Obstacle> all_obstacles();
std::string_view name(Obstacle);  // "rejected"
std::optional<Obstacle> obstacle_named(std::string_view word);

// Why no socket can play it: it needs a network, a name server or a middlebox. Empty if one can.
std::string why_not_served(const Scenario& scenario);

// The host for a person, who may look at the session for as long as he likes unless its end is what the
// scenario is about. `accounts`, if there are any, are the only ones that may log on.
Scenario for_a_person(Scenario scenario, const std::vector<auth::Account>& accounts = {});

// The same on a socket without a network: what a firewall of its settings does, the listening socket plays.
Scenario as_served(Scenario scenario, const std::vector<auth::Account>& accounts = {});

// The same host with that in front of it; `none` leaves what the scenario itself has.
void put_in_front(Scenario& served, Obstacle obstacle);

}  // namespace badrdp::harness
