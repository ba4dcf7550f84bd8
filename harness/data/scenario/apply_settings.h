// What a scenario becomes by the settings of its host, and by a change of them.
#pragma once

#include "harness/data/scenario/scenario.h"
#include "sim/host/model.h"

namespace badrdp::harness {

// What they lead to on a host that knows the canary.
host::Behaviour behaviour_of(const host::Settings& settings);
// What a firewall with this rule does to the client's packets.
std::vector<path::Impairment> impairments_of(host::FirewallRule rule);

// Gives the scenario these settings, and the host, faults and impairments that they lead to, in front of its
// own.
void start_from(Scenario& scenario, const host::Settings& settings);

// The same host with other settings. Only what they make a difference to is changed: whatever the scenario
// has of its own, the change leaves alone. The scenario must have settings.
void change_settings(Scenario& scenario, const host::Settings& settings);

}  // namespace badrdp::harness
