// Which steps have passed on a connection, and whether what looks like the next one stands in its place.
#pragma once

#include <array>

#include "sim/wire/sequence/step.h"

namespace badrdp::capture {

class Passed {
public:
    // What a client says is what it did, wherever it says it: a demand may forbid just that. What a host says
    // is a step only where the sequence has it [MS-RDPBCGR 1.3.1.1]: a fault may put any bytes anywhere.
    bool believes(wire::Role from, wire::Step step) const;

    // It was said, whether or not it can be read.
    void add(wire::Step step);

    // Some of what the client said was not captured: whatever the host says may answer just that.
    void miss() { misses_ = true; }

private:
    std::array<wire::Step, wire::kSteps.size()> steps_{};  // each once
    std::size_t count_ = 0;
    bool misses_ = false;
};

}  // namespace badrdp::capture
