// What the ends of a connection are told to do, for sockets and for a simulation alike.
#pragma once

#include <vector>

#include "sim/link/attempt.h"
#include "sim/link/session.h"

namespace badrdp::link {

// What a connection meets of a host.
struct Met {
    wire::Shared<peer::ServerChoices> choices;
    wire::Shared<peer::Environment> environment;
    TlsContext tls;
};

// Tells each of them what it shows itself, and what the next one shows: of the last, it is the next one.
void tell_certificates(std::vector<Met>& met);

// The host's end of the n-th connection of a case (they count from 1). It meets the n-th of these, or the
// last where there are no more; both lists must live longer than the session.
SessionOrder order_of_host(const std::vector<Met>& met, unsigned connection,
                           std::span<const fault::Fault> faults, std::uint16_t peer_port,
                           std::chrono::milliseconds patience);

// The client's end of it, with the host under this name; `tls` must live longer than the session.
SessionOrder order_of_client(const Attempt& attempt, peer::Environment environment, const TlsContext& tls,
                             std::string host, unsigned connection, std::uint16_t peer_port);

}  // namespace badrdp::link
