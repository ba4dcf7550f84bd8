// The connection sequence, as the one table that both roles read [MS-RDPBCGR 1.3.1.1].
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "sim/peer/choices.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::peer {

using wire::Role;
using wire::Step;

// What the two ends have agreed so far: what a rung's `when` may ask about.
struct Agreement {
    std::optional<std::uint32_t> requested;  // nothing: a request without rdpNegReq
    std::optional<std::uint32_t> selected;   // nothing: a confirm without negotiation data, so RDP
    std::optional<std::uint32_t> failure;
    bool confirmed = false;
    bool refused = false;                 // confirmed, and yet not agreed to
    std::uint32_t encryption_method = 0;  // of Standard RDP Security; 0: none

    bool alive() const { return !failure && !refused; }
    bool tls() const { return confirmed && !failure && selected.value_or(protocol::rdp) != protocol::rdp; }
    bool credssp() const { return tls() && (*selected & (protocol::hybrid | protocol::hybrid_ex)) != 0; }
    bool hybrid_ex() const { return tls() && (*selected & protocol::hybrid_ex) != 0; }
    bool encrypted() const { return encryption_method != 0; }
};

// One message of the sequence. Each side says its own rungs in order, and a rung only once the one named
// in `after` has passed, in whichever direction. `when` says whether it belongs to this conversation.
struct SequenceRow {
    // What passes: a PDU, something that TLS says for us, or nothing at all (a state that both reach).
    enum class Layer : std::uint8_t { pdu, tls, state };
    enum class Times : std::uint8_t { once, optional, some, any };

    Step step;
    Role sender;
    Step after;
    bool (*when)(const Agreement&);
    Times times = Times::once;
    Layer layer = Layer::pdu;

    constexpr bool may_lack() const { return times == Times::optional || times == Times::any; }
    constexpr bool may_repeat() const { return times == Times::some || times == Times::any; }
};

namespace when {
inline constexpr bool (*always)(const Agreement&) = [](const Agreement&) { return true; };
inline constexpr bool (*agreed)(const Agreement&) = [](const Agreement& a) { return a.alive(); };
inline constexpr bool (*tls)(const Agreement&) = [](const Agreement& a) { return a.tls(); };
inline constexpr bool (*credssp)(const Agreement&) = [](const Agreement& a) { return a.credssp(); };
inline constexpr bool (*hybrid_ex)(const Agreement&) = [](const Agreement& a) { return a.hybrid_ex(); };
inline constexpr bool (*no_hybrid_ex)(const Agreement&) = [](const Agreement& a) {
    return a.alive() && !a.hybrid_ex();
};
inline constexpr bool (*encrypted)(const Agreement&) = [](const Agreement& a) { return a.encrypted(); };
}  // namespace when

inline constexpr auto kSequence = [] {
    using enum Step;
    using enum Role;
    using Times = SequenceRow::Times;
    constexpr auto tls = SequenceRow::Layer::tls;
    return std::array{
        SequenceRow{x224_request, client, none, when::always},
        SequenceRow{x224_confirm, server, x224_request, when::always},
        SequenceRow{client_hello, client, x224_confirm, when::tls, Times::once, tls},
        SequenceRow{server_flight, server, client_hello, when::tls, Times::once, tls},
        SequenceRow{tls_finished, client, server_flight, when::tls, Times::once, tls},
        SequenceRow{credssp_negotiate, client, tls_finished, when::credssp, Times::some},
        SequenceRow{credssp_challenge, server, credssp_negotiate, when::credssp, Times::some},
        SequenceRow{credssp_authenticate, client, credssp_challenge, when::credssp},
        SequenceRow{credssp_pubkey, server, credssp_authenticate, when::credssp},
        SequenceRow{credssp_credentials, client, credssp_pubkey, when::credssp},
        SequenceRow{early_user_auth, server, credssp_credentials, when::hybrid_ex},
        SequenceRow{mcs_connect_initial, client, x224_confirm, when::no_hybrid_ex},
        SequenceRow{mcs_connect_initial, client, early_user_auth, when::hybrid_ex},
        SequenceRow{mcs_connect_response, server, mcs_connect_initial, when::agreed},
        SequenceRow{erect_domain, client, mcs_connect_response, when::agreed},
        SequenceRow{attach_user_request, client, erect_domain, when::agreed},
        SequenceRow{attach_user_confirm, server, attach_user_request, when::agreed},
        SequenceRow{channel_join_request, client, attach_user_confirm, when::agreed, Times::any},
        SequenceRow{channel_join_confirm, server, channel_join_request, when::agreed, Times::any},
        SequenceRow{security_exchange, client, attach_user_confirm, when::encrypted},
        SequenceRow{client_info, client, attach_user_confirm, when::agreed},
        SequenceRow{auto_detect, server, client_info, when::agreed, Times::any},
        SequenceRow{auto_detect_response, client, auto_detect, when::agreed, Times::any},
        SequenceRow{license, server, client_info, when::agreed, Times::some},
        SequenceRow{license_response, client, license, when::agreed, Times::any},
        SequenceRow{multitransport, server, client_info, when::agreed, Times::any},
        SequenceRow{multitransport_response, client, multitransport, when::agreed, Times::any},
        SequenceRow{demand_active, server, client_info, when::agreed},
        SequenceRow{confirm_active, client, demand_active, when::agreed},
        SequenceRow{synchronize, client, confirm_active, when::agreed},
        SequenceRow{server_synchronize, server, confirm_active, when::agreed},
        SequenceRow{cooperate, client, synchronize, when::agreed},
        SequenceRow{server_cooperate, server, cooperate, when::agreed},
        SequenceRow{request_control, client, cooperate, when::agreed},
        SequenceRow{granted_control, server, request_control, when::agreed},
        SequenceRow{persistent_key_list, client, request_control, when::agreed, Times::any},
        SequenceRow{font_list, client, request_control, when::agreed, Times::some},
        SequenceRow{font_map, server, font_list, when::agreed, Times::some},
        SequenceRow{active, server, font_map, when::agreed, Times::once, SequenceRow::Layer::state},
    };
}();

}  // namespace badrdp::peer
