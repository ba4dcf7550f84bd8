// A host that accepts connections and never says a word is one that a fault has silenced.
#pragma once

#include <span>
#include <vector>

#include "sim/fault/fault.h"
#include "sim/host/host.h"

namespace badrdp::host {

// The faults that act on this host: if the host itself is silent, the others have nothing to act on.
inline std::vector<fault::Fault> faults_of(Listening listening, std::span<const fault::Fault> faults) {
    if (listening == Listening::mute)
        return {{.step = wire::Step::tcp_accept, .deed = fault::Silence{}, .text = "says nothing"}};
    return {faults.begin(), faults.end()};
}

}  // namespace badrdp::host
