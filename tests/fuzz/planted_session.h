// A session with a bug of the kind that RDP programs have had.
#pragma once

#include "sim/link/session.h"

namespace badrdp::fuzz::planted {

// Waits for ever for a peer that says nothing.
class NeverGivesUp : public link::Session {
public:
    using Session::Session;
    void tick(link::TimePoint) {}
};

}  // namespace badrdp::fuzz::planted
