// The connection sequence, as the one table that both roles read [MS-RDPBCGR 1.3.1.1].
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "sim/peer/choices.h"
#include "sim/wire/step.h"

namespace badrdp::peer {

using wire::Role;
using wire::Step;

// What the two ends have agreed so far: what a rung's `when` may ask about.
struct Agreement {
    std::optional<std::uint32_t> requested;  // nothing: a request without rdpNegReq
    std::optional<std::uint32_t> selected;   // nothing: a confirm without negotiation data, so RDP
    std::optional<std::uint32_t> failure;
    bool confirmed = false;
    bool refused = false;  // confirmed, and yet not agreed to

    bool tls() const { return confirmed && !failure && selected.value_or(protocol::rdp) != protocol::rdp; }
    bool credssp() const { return tls() && (*selected & (protocol::hybrid | protocol::hybrid_ex)) != 0; }
    bool alive() const { return !failure && !refused; }
};

// One message of the sequence. Each side says its own rungs in order, and a rung only once the one named
// in `after` has passed, in whichever direction. `when` says whether it belongs to this conversation.
struct Rung {
    Step step;
    Role sender;
    Step after;
    bool (*when)(const Agreement&);
    enum class Layer : std::uint8_t { pdu, tls } layer = Layer::pdu;
};

inline constexpr bool (*always)(const Agreement&) = [](const Agreement&) { return true; };
inline constexpr bool (*over_tls)(const Agreement&) = [](const Agreement& a) { return a.tls(); };
inline constexpr bool (*with_credssp)(const Agreement&) = [](const Agreement& a) { return a.credssp(); };
inline constexpr bool (*without_credssp)(const Agreement&) = [](const Agreement& a) {
    return a.alive() && !a.credssp();
};

inline constexpr std::array kSequence{
    Rung{Step::x224_request, Role::client, Step::none, always},
    Rung{Step::x224_confirm, Role::server, Step::x224_request, always},
    Rung{Step::client_hello, Role::client, Step::x224_confirm, over_tls, Rung::Layer::tls},
    Rung{Step::server_flight, Role::server, Step::client_hello, over_tls, Rung::Layer::tls},
    Rung{Step::tls_finished, Role::client, Step::server_flight, over_tls, Rung::Layer::tls},
    Rung{Step::credssp_negotiate, Role::client, Step::tls_finished, with_credssp},
    Rung{Step::mcs_connect_initial, Role::client, Step::x224_confirm, without_credssp},
    Rung{Step::mcs_connect_response, Role::server, Step::mcs_connect_initial, without_credssp},
};

}  // namespace badrdp::peer
