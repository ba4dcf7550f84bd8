// What a host that redirects hands to its client, and what the target of it wants to see again
// [MS-RDPBCGR 2.2.13.1, 3.2.5.3.1, 5.4.5.3].
#pragma once

#include <string_view>

#include "sim/peer/action.h"
#include "sim/peer/choices.h"
#include "sim/wire/rdstls/rdstls.h"
#include "sim/wire/session/server_redirection.h"

namespace badrdp::peer {

// Of the load balancer [MSFT-SDLBTS], as the client is to bring it back: without CR LF.
inline constexpr std::string_view kRoutingToken = "Cookie: msts=16777343.15629.0000";

wire::ServerRedirection redirection_packet(const ServerChoices& choices, const Environment& around);

// What an honest target answers to this request: success for what a handover gave, a failed logon for
// anything else. A cookie only has to be one in form [2.2.4.2]: no host of ours remembers whom it gave which.
std::uint32_t rdstls_result_for(const wire::RdstlsRequest& request);

// Whether this is a cookie or a token that a client can bring back in its Connection Request, and which:
// without CR LF. Nothing for what is too long for X.224, or holds more than one line.
std::optional<std::string> routing_token_of(const wire::ServerRedirection& packet);

}  // namespace badrdp::peer
