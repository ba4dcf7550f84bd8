// Machines with a bug each, of the kinds that RDP programs have had.
#pragma once

#include "sim/peer/machine.h"

namespace badrdp::fuzz::planted {

// Confuses its states: whoever simply goes on without CredSSP has passed it (as with RDSTLS in 2026).
class SkipsProof : public peer::Machine {
public:
    using Machine::Machine;

    peer::Actions hear(const peer::Opened& message) {
        using enum wire::Step;
        if (message.step == mcs_connect_initial && agreement().credssp())
            for (const auto step : {credssp_pubkey, credssp_credentials, early_user_auth}) tls_passed(step);
        return Machine::hear(message);
    }
};

// Takes capabilities for the sign that a licence was not needed.
class ForgetsLicense : public peer::Machine {
public:
    using Machine::Machine;

    peer::Actions hear(const peer::Opened& message) {
        if (message.step == wire::Step::demand_active) tls_passed(wire::Step::license);
        return Machine::hear(message);
    }
};

}  // namespace badrdp::fuzz::planted
