// What a proxy does to the connections that begin while this holds.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/live/proxy/negotiation_edit.h"
#include "harness/live/proxy/termination.h"
#include "sim/fault/fault.h"
#include "sim/path/impairment.h"

namespace badrdp::harness {

struct ProxyPlan {
    std::vector<fault::Fault> faults{};  // see why_not_on_the_way
    std::vector<NegotiationEdit> edits{};
    std::vector<path::Impairment> path{};  // see why_not_on_a_stream
    std::optional<Terminated> terminated{};

    // Whether connections have to be followed beyond what is told of them.
    bool does_nothing() const { return faults.empty() && edits.empty() && path.empty() && !terminated; }
};

// Why no device on the way can do that: it bends a message that only its sender can make, or a step that is
// hidden inside TLS. Empty if one can. `terminates`: the device opens TLS.
std::string why_not_on_the_way(const fault::Fault& fault, bool terminates = false);

}  // namespace badrdp::harness
