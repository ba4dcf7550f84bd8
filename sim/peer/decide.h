// What an honest host answers to a Connection Request, as a pure function [MS-RDPBCGR 2.2.1.2, 3.3.5.3.2].
#pragma once

#include <optional>

#include "sim/peer/choices.h"

namespace badrdp::peer {

struct Answer {
    std::optional<std::uint32_t> selected;  // RDP_NEG_RSP
    std::optional<std::uint32_t> failure;   // RDP_NEG_FAILURE; neither: a Confirm without negotiation data
};

// `requested` is absent when the request held no rdpNegReq: the client then speaks Standard RDP Security
// only, and is confirmed without negotiation data [3.3.5.3.2]. The specification is silent on a host that
// cannot agree to that; ours says which protocol it wants all the same.
Answer decide(const ServerChoices& host, std::optional<std::uint32_t> requested);

}  // namespace badrdp::peer
