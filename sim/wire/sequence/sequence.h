// The connection sequence, as the one table that both roles, the timeline and the demands ask
// [MS-RDPBCGR 1.3.1.1]: what follows what, what may be missing, and what travels inside TLS.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "sim/wire/sequence/encryption.h"
#include "sim/wire/sequence/failure_code.h"
#include "sim/wire/sequence/protocols.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::wire {

// What the two ends have agreed so far: what a row's `when` may ask about.
struct Agreement {
    std::optional<Protocols> requested{};  // nothing: a request without rdpNegReq
    std::optional<Protocols> selected{};   // nothing: a confirm without negotiation data, so RDP
    std::optional<FailureCode> failure{};
    bool confirmed = false;
    bool refused = false;                  // confirmed, and yet not agreed to
    EncryptionMethod encryption_method{};  // of Standard RDP Security; 0: none
    // Settled before the first byte, and by nothing on the wire.
    bool direct = false;         // the security protocol begins, and X.224 comes inside it [5.4.2.2]
    bool preconnection = false;  // the client says first for whom it comes [MS-RDPEPS]

    // The Direct Approach, with this protocol.
    constexpr void begin_with(Protocols protocol) {
        direct = confirmed = true;
        selected = protocol;
    }

    constexpr bool alive() const { return !failure && !refused; }
    constexpr bool tls() const {
        return confirmed && !failure && selected.value_or(Protocols::rdp) != Protocols::rdp;
    }
    constexpr bool credssp() const { return tls() && has_any(*selected, kNla); }
    constexpr bool hybrid_ex() const { return tls() && has_any(*selected, Protocols::hybrid_ex); }
    constexpr bool rdstls() const { return tls() && has_any(*selected, Protocols::rdstls); }
    constexpr bool rdsaad() const { return tls() && has_any(*selected, Protocols::rdsaad); }
    constexpr bool encrypted() const { return encryption_method != EncryptionMethod::none; }
};

// What a message is a message of.
enum class Layer : std::uint8_t {
    tcp,      // the kernel says it
    x224,     // the negotiation
    tls,      // the TLS library says it
    credssp,  // inside TLS
    rdstls,   // likewise
    rdsaad,   // likewise
    mcs,      // inside TLS if there is TLS, otherwise in clear
    data,     // carried by MCS Send Data: inside TLS, or encrypted by itself
    state,    // no message: a state that both ends reach
};

// One message of the sequence. Each side says its own rows in order, and a row only once the step named in
// `after` has passed, in whichever direction. `when` says whether it belongs to this conversation.
struct SequenceRow {
    enum class Times : std::uint8_t {
        once,
        some,    // once or more often
        any,     // any number of times, or never
        seldom,  // the same, and most connections do without it
    };

    Step step;
    Step after;
    Layer layer;
    bool (*when)(const Agreement&);
    Times times = Times::once;

    constexpr Role sender() const { return wire::sender(step); }
    constexpr bool may_lack() const { return times == Times::any || times == Times::seldom; }
    constexpr bool may_repeat() const { return times != Times::once; }
};

namespace when {
inline constexpr bool (*always)(const Agreement&) = [](const Agreement&) { return true; };
inline constexpr bool (*agreed)(const Agreement&) = [](const Agreement& a) { return a.alive(); };
inline constexpr bool (*preconnects)(const Agreement&) = [](const Agreement& a) { return a.preconnection; };
inline constexpr bool (*negotiated)(const Agreement&) = [](const Agreement& a) { return !a.direct; };
inline constexpr bool (*direct)(const Agreement&) = [](const Agreement& a) { return a.direct; };
inline constexpr bool (*tls)(const Agreement&) = [](const Agreement& a) { return a.tls(); };
inline constexpr bool (*negotiated_tls)(const Agreement&) = [](const Agreement& a) {
    return a.tls() && !a.direct;
};
inline constexpr bool (*credssp)(const Agreement&) = [](const Agreement& a) { return a.credssp(); };
inline constexpr bool (*hybrid_ex)(const Agreement&) = [](const Agreement& a) { return a.hybrid_ex(); };
inline constexpr bool (*rdstls)(const Agreement&) = [](const Agreement& a) { return a.rdstls(); };
inline constexpr bool (*rdsaad)(const Agreement&) = [](const Agreement& a) { return a.rdsaad(); };
// What the host says last before MCS is none of these.
inline constexpr bool (*no_result)(const Agreement&) = [](const Agreement& a) {
    return a.alive() && !a.hybrid_ex() && !a.rdstls() && !a.rdsaad();
};
inline constexpr bool (*encrypted)(const Agreement&) = [](const Agreement& a) { return a.encrypted(); };
}  // namespace when

inline constexpr auto kSequence = [] {
    using enum Step;
    using enum Layer;
    using enum SequenceRow::Times;
    using when::agreed;
    return std::array{
        SequenceRow{tcp_connect, Step::none, tcp, when::always},
        SequenceRow{tcp_accept, tcp_connect, tcp, when::always},
        SequenceRow{preconnection, tcp_accept, x224, when::preconnects},
        SequenceRow{x224_request, tcp_accept, x224, when::negotiated},
        SequenceRow{x224_confirm, x224_request, x224, when::negotiated},
        SequenceRow{client_hello, x224_confirm, tls, when::negotiated_tls},
        SequenceRow{client_hello, tcp_accept, tls, when::direct},
        SequenceRow{server_flight, client_hello, tls, when::tls},
        SequenceRow{tls_finished, server_flight, tls, when::tls},
        SequenceRow{credssp_negotiate, tls_finished, credssp, when::credssp, some},
        SequenceRow{credssp_challenge, credssp_negotiate, credssp, when::credssp, some},
        SequenceRow{credssp_authenticate, credssp_challenge, credssp, when::credssp},
        SequenceRow{credssp_pubkey, credssp_authenticate, credssp, when::credssp},
        SequenceRow{credssp_credentials, credssp_pubkey, credssp, when::credssp},
        SequenceRow{early_user_auth, credssp_credentials, credssp, when::hybrid_ex},
        SequenceRow{rdstls_capabilities, tls_finished, Layer::rdstls, when::rdstls},
        SequenceRow{rdstls_request, rdstls_capabilities, Layer::rdstls, when::rdstls},
        SequenceRow{rdstls_response, rdstls_request, Layer::rdstls, when::rdstls},
        SequenceRow{aad_nonce, tls_finished, Layer::rdsaad, when::rdsaad},
        SequenceRow{aad_request, aad_nonce, Layer::rdsaad, when::rdsaad},
        SequenceRow{aad_result, aad_request, Layer::rdsaad, when::rdsaad},
        SequenceRow{x224_request, tls_finished, x224, when::direct},
        SequenceRow{x224_confirm, x224_request, x224, when::direct},
        SequenceRow{mcs_connect_initial, x224_confirm, mcs, when::no_result},
        SequenceRow{mcs_connect_initial, early_user_auth, mcs, when::hybrid_ex},
        SequenceRow{mcs_connect_initial, rdstls_response, mcs, when::rdstls},
        SequenceRow{mcs_connect_initial, aad_result, mcs, when::rdsaad},
        SequenceRow{mcs_connect_response, mcs_connect_initial, mcs, agreed},
        SequenceRow{erect_domain, mcs_connect_response, mcs, agreed},
        SequenceRow{attach_user_request, erect_domain, mcs, agreed},
        SequenceRow{attach_user_confirm, attach_user_request, mcs, agreed},
        SequenceRow{channel_join_request, attach_user_confirm, mcs, agreed, any},
        SequenceRow{channel_join_confirm, channel_join_request, mcs, agreed, any},
        SequenceRow{security_exchange, attach_user_confirm, data, when::encrypted},
        SequenceRow{client_info, attach_user_confirm, data, agreed},
        SequenceRow{auto_detect, client_info, data, agreed, seldom},
        SequenceRow{auto_detect_response, auto_detect, data, agreed, seldom},
        SequenceRow{license, client_info, data, agreed, some},
        SequenceRow{license_response, license, data, agreed, seldom},
        SequenceRow{multitransport, client_info, data, agreed, seldom},
        SequenceRow{multitransport_response, multitransport, data, agreed, seldom},
        SequenceRow{demand_active, client_info, data, agreed},
        SequenceRow{confirm_active, demand_active, data, agreed},
        SequenceRow{synchronize, confirm_active, data, agreed},
        SequenceRow{server_synchronize, confirm_active, data, agreed},
        SequenceRow{cooperate, synchronize, data, agreed},
        SequenceRow{server_cooperate, cooperate, data, agreed},
        SequenceRow{request_control, cooperate, data, agreed},
        SequenceRow{granted_control, request_control, data, agreed},
        SequenceRow{persistent_key_list, request_control, data, agreed, seldom},
        SequenceRow{font_list, request_control, data, agreed, some},
        SequenceRow{font_map, font_list, data, agreed, some},
        SequenceRow{active, font_map, state, agreed},
    };
}();

// The first row of this step; the size of the table if it has none.
constexpr std::size_t index_of(Step step) {
    for (std::size_t i = 0; i < kSequence.size(); ++i)
        if (kSequence[i].step == step) return i;
    return kSequence.size();
}

// Its layer; what may pass at any time in a session is data.
constexpr Layer layer(Step step) {
    const auto at = index_of(step);
    return at < kSequence.size() ? kSequence[at].layer : Layer::data;
}

// What lies around the messages of a connection.
enum class Shell : std::uint8_t {
    none,
    tls,         // begun by the negotiation
    direct_tls,  // begun by the first byte, or behind the preconnection PDU
};

// As far as it has been seen: whether a Connection Request has passed in clear, and whether a ClientHello
// has. What is in clear of X.224 comes before TLS, or never.
constexpr Shell shell_of(bool request_in_clear, bool hello) {
    if (!hello) return Shell::none;
    return request_in_clear ? Shell::tls : Shell::direct_tls;
}

// Whether this step travels inside TLS on such a connection.
constexpr bool inside_tls(Step step, Shell shell) {
    if (layer(step) == Layer::x224) return shell == Shell::direct_tls && step != Step::preconnection;
    return layer(step) == Layer::credssp || layer(step) == Layer::rdstls || layer(step) == Layer::rdsaad ||
           (shell != Shell::none && (layer(step) == Layer::mcs || layer(step) == Layer::data));
}

// Whether the packets alone show this step: what is inside TLS, and what Send Data carries, a peer must tell.
constexpr bool shows_in_packets(Step step, Shell shell) {
    return layer(step) < Layer::data && !inside_tls(step, shell);
}

// The row of this step in a conversation with this agreement; nothing: it is no part of that.
const SequenceRow* row_of(Step step, const Agreement& agreement);

// Whether this step may be said once these have passed, whatever was agreed.
bool may_follow(Step step, std::span<const Step> passed);

// Whether a connection may come to its end, an active session, without this step.
bool may_lack(Step step);

// Whether nobody gets to `later` but by way of `step`, whatever was agreed. Every step needs itself.
bool needs(Step later, Step step);

}  // namespace badrdp::wire
