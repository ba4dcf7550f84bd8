// What an honest host answers to a Connection Request, as a pure function [MS-RDPBCGR 2.2.1.2, 3.3.5.3.2].
#pragma once

#include <optional>

#include "sim/peer/choices.h"

namespace badrdp::peer {

struct Answer {
    std::optional<Protocols> selected{};   // RDP_NEG_RSP
    std::optional<FailureCode> failure{};  // RDP_NEG_FAILURE; neither: a Confirm without negotiation data
    bool refused = false;                  // the host does not agree, and closes after the Confirm
};

// `requested` is absent when the request held no rdpNegReq: the client speaks Standard RDP Security only and
// knows no negotiation data, so it gets none [3.3.5.3.2]. A host that does not agree to that says so in no
// RDP_NEG_FAILURE; it closes. A host that has begun with a security protocol has that one in effect, and
// wants it among those that are requested [2.2.1.2.2].
Answer decide(const ServerChoices& host, std::optional<Protocols> requested);

// What the Direct Approach begins with, for whom these are known [MS-RDPBCGR 5.4.2.2]: CredSSP, as Hyper-V's
// console has it, or TLS alone, as a proxy may that ends TLS for its host.
Protocols protocol_at_once(Protocols known);

}  // namespace badrdp::peer
