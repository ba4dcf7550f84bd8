// From the witnesses (packets, fake peer, client's process) to the facts of a case.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "capture/timeline.h"
#include "harness/data/client/adapter.h"
#include "harness/data/facts.h"
#include "harness/data/scenario/scenario.h"
#include "harness/os/sandbox/process_end.h"
#include "sim/link/transcript.h"

namespace badrdp::harness {

struct Evidence {
    capture::Timeline packets;
    link::Transcript peer;
    ProcessEnd process;
    std::chrono::milliseconds lead{0};  // from its start to its first connection; 0: it made none
    std::vector<std::size_t>
        impairments;  // how often each of the scenario's acted; empty: there was no network of ours
    std::optional<std::size_t> intercepted{};  // by a middlebox, if the scenario has one
    std::vector<std::string> names;            // what our name server was asked, and answered
    std::vector<std::string> kdc{};            // what our KDC was asked, and answered
};

// What is to go wrong in the scenario, before any of it has.
std::vector<Acted> to_act(const Scenario& scenario);

Facts facts_from(const Scenario& scenario, const Adapter& adapter, const Evidence& evidence);

// The peer is one of ours and sees inside TLS; the packets are the network's own. Where both can see, they
// must agree; a text says where they do not, and then the case proves nothing.
std::optional<std::string> contradiction(const Evidence& evidence);

// The step that must have passed for the host's own settings to matter: a bad certificate that was never
// shown proves nothing.
wire::Step step_of_host(const Scenario& scenario);

}  // namespace badrdp::harness
