// The named points of an RDP connection, in order: the one enumeration that faults aim at, the
// timeline finds, demands forbid or require, and reports print.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace badrdp::wire {

enum class Role : std::uint8_t { client, server };

constexpr Role other(Role role) { return role == Role::client ? Role::server : Role::client; }
constexpr std::string_view name(Role role) { return role == Role::client ? "client" : "server"; }

// MS-RDPBCGR 1.3.1.1, with TCP before it and TLS and CredSSP (MS-CSSP 3.1.5), RDSTLS or RDS AAD Auth inside
// it. The order is that of the usual conversation: "deeper" means later in this list.
enum class Step : std::uint8_t {
    none,
    tcp_connect,
    tcp_accept,
    preconnection,
    x224_request,
    x224_confirm,
    client_hello,
    server_flight,
    tls_finished,
    credssp_negotiate,
    credssp_challenge,
    credssp_authenticate,
    credssp_pubkey,
    credssp_credentials,
    early_user_auth,
    rdstls_capabilities,
    rdstls_request,
    rdstls_response,
    aad_nonce,
    aad_request,
    aad_result,
    mcs_connect_initial,
    mcs_connect_response,
    erect_domain,
    attach_user_request,
    attach_user_confirm,
    channel_join_request,
    channel_join_confirm,
    security_exchange,
    client_info,
    auto_detect,
    auto_detect_response,
    license,
    license_response,
    multitransport,
    multitransport_response,
    demand_active,
    confirm_active,
    synchronize,
    server_synchronize,
    cooperate,
    server_cooperate,
    request_control,
    granted_control,
    persistent_key_list,
    font_list,
    font_map,
    active,
    // What may pass at any time once channels are joined: no deeper than anything else.
    update,
    save_session_info,
    auto_reconnect_status,
    server_redirection,
    heartbeat,
    channel_data,
    deactivate_all,
    shutdown_denied,
    set_error_info,
    disconnect_ultimatum,
};

// The last step of the connection sequence: what comes behind it in the list is no depth.
constexpr bool is_depth(Step step) { return step <= Step::active; }

struct StepRow {
    Step step;
    std::string_view name;
    Role sender;            // who speaks at this step; where both do, who speaks first
    std::string_view what;  // one line for a person
    std::string_view spec;
};

inline constexpr std::array kSteps{
    StepRow{Step::none, "none", Role::client, "nothing was seen", ""},
    StepRow{Step::tcp_connect, "tcp_connect", Role::client, "the client's SYN", "RFC 9293 3.5"},
    StepRow{Step::tcp_accept, "tcp_accept", Role::server, "the TCP connection is up", "RFC 9293 3.5"},
    StepRow{Step::preconnection, "preconnection", Role::client, "Preconnection PDU", "MS-RDPEPS 2.2.1"},
    StepRow{Step::x224_request, "x224_request", Role::client, "X.224 Connection Request",
            "MS-RDPBCGR 2.2.1.1"},
    StepRow{Step::x224_confirm, "x224_confirm", Role::server, "X.224 Connection Confirm",
            "MS-RDPBCGR 2.2.1.2"},
    StepRow{Step::client_hello, "client_hello", Role::client, "TLS ClientHello", "RFC 8446 4.1.2"},
    StepRow{Step::server_flight, "server_flight", Role::server,
            "TLS ServerHello, Certificate and what follows", "RFC 8446 4.1.3"},
    StepRow{Step::tls_finished, "tls_finished", Role::client, "the client's TLS Finished", "RFC 8446 4.4.4"},
    StepRow{Step::credssp_negotiate, "credssp_negotiate", Role::client, "TSRequest with the client's offer",
            "MS-CSSP 3.1.5"},
    StepRow{Step::credssp_challenge, "credssp_challenge", Role::server,
            "TSRequest with the server's challenge", "MS-CSSP 3.1.5"},
    StepRow{Step::credssp_authenticate, "credssp_authenticate", Role::client,
            "TSRequest with the client's proof and pubKeyAuth", "MS-CSSP 3.1.5"},
    StepRow{Step::credssp_pubkey, "credssp_pubkey", Role::server, "TSRequest with the server's pubKeyAuth",
            "MS-CSSP 3.1.5"},
    StepRow{Step::credssp_credentials, "credssp_credentials", Role::client, "TSRequest with authInfo",
            "MS-CSSP 3.1.5"},
    StepRow{Step::early_user_auth, "early_user_auth", Role::server, "Early User Authorization Result",
            "MS-RDPBCGR 2.2.10.2"},
    StepRow{Step::rdstls_capabilities, "rdstls_capabilities", Role::server, "RDSTLS Capabilities",
            "MS-RDPBCGR 2.2.17.1"},
    StepRow{Step::rdstls_request, "rdstls_request", Role::client, "RDSTLS Authentication Request",
            "MS-RDPBCGR 2.2.17.2"},
    StepRow{Step::rdstls_response, "rdstls_response", Role::server, "RDSTLS Authentication Response",
            "MS-RDPBCGR 2.2.17.4"},
    StepRow{Step::aad_nonce, "aad_nonce", Role::server, "Server Nonce of RDS AAD Auth",
            "MS-RDPBCGR 2.2.18.1"},
    StepRow{Step::aad_request, "aad_request", Role::client, "Authentication Request of RDS AAD Auth",
            "MS-RDPBCGR 2.2.18.2"},
    StepRow{Step::aad_result, "aad_result", Role::server, "Authentication Result of RDS AAD Auth",
            "MS-RDPBCGR 2.2.18.3"},
    StepRow{Step::mcs_connect_initial, "mcs_connect_initial", Role::client, "MCS Connect Initial",
            "MS-RDPBCGR 2.2.1.3"},
    StepRow{Step::mcs_connect_response, "mcs_connect_response", Role::server, "MCS Connect Response",
            "MS-RDPBCGR 2.2.1.4"},
    StepRow{Step::erect_domain, "erect_domain", Role::client, "MCS Erect Domain Request",
            "MS-RDPBCGR 2.2.1.5"},
    StepRow{Step::attach_user_request, "attach_user_request", Role::client, "MCS Attach User Request",
            "MS-RDPBCGR 2.2.1.6"},
    StepRow{Step::attach_user_confirm, "attach_user_confirm", Role::server, "MCS Attach User Confirm",
            "MS-RDPBCGR 2.2.1.7"},
    StepRow{Step::channel_join_request, "channel_join_request", Role::client, "MCS Channel Join Request",
            "MS-RDPBCGR 2.2.1.8"},
    StepRow{Step::channel_join_confirm, "channel_join_confirm", Role::server, "MCS Channel Join Confirm",
            "MS-RDPBCGR 2.2.1.9"},
    StepRow{Step::security_exchange, "security_exchange", Role::client, "Security Exchange",
            "MS-RDPBCGR 2.2.1.10"},
    StepRow{Step::client_info, "client_info", Role::client, "Client Info", "MS-RDPBCGR 2.2.1.11"},
    StepRow{Step::auto_detect, "auto_detect", Role::server, "Auto-Detect Request", "MS-RDPBCGR 2.2.14.3"},
    StepRow{Step::auto_detect_response, "auto_detect_response", Role::client, "Auto-Detect Response",
            "MS-RDPBCGR 2.2.14.4"},
    StepRow{Step::license, "license", Role::server, "licensing, what the server says", "MS-RDPBCGR 2.2.1.12"},
    StepRow{Step::license_response, "license_response", Role::client, "licensing, what the client says",
            "MS-RDPELE 2.2.2"},
    StepRow{Step::multitransport, "multitransport", Role::server, "Initiate Multitransport Request",
            "MS-RDPBCGR 2.2.15.1"},
    StepRow{Step::multitransport_response, "multitransport_response", Role::client, "Multitransport Response",
            "MS-RDPBCGR 2.2.15.2"},
    StepRow{Step::demand_active, "demand_active", Role::server, "Demand Active", "MS-RDPBCGR 2.2.1.13.1"},
    StepRow{Step::confirm_active, "confirm_active", Role::client, "Confirm Active", "MS-RDPBCGR 2.2.1.13.2"},
    StepRow{Step::synchronize, "synchronize", Role::client, "Synchronize", "MS-RDPBCGR 2.2.1.14"},
    StepRow{Step::server_synchronize, "server_synchronize", Role::server, "the server's Synchronize",
            "MS-RDPBCGR 2.2.1.19"},
    StepRow{Step::cooperate, "cooperate", Role::client, "Control (Cooperate)", "MS-RDPBCGR 2.2.1.15"},
    StepRow{Step::server_cooperate, "server_cooperate", Role::server, "the server's Control (Cooperate)",
            "MS-RDPBCGR 2.2.1.20"},
    StepRow{Step::request_control, "request_control", Role::client, "Control (Request Control)",
            "MS-RDPBCGR 2.2.1.16"},
    StepRow{Step::granted_control, "granted_control", Role::server, "Control (Granted Control)",
            "MS-RDPBCGR 2.2.1.21"},
    StepRow{Step::persistent_key_list, "persistent_key_list", Role::client, "Persistent Key List",
            "MS-RDPBCGR 2.2.1.17"},
    StepRow{Step::font_list, "font_list", Role::client, "Font List", "MS-RDPBCGR 2.2.1.18"},
    StepRow{Step::font_map, "font_map", Role::server, "Font Map", "MS-RDPBCGR 2.2.1.22"},
    StepRow{Step::active, "active", Role::server, "the session is active", "MS-RDPBCGR 1.3.1.1"},
    StepRow{Step::update, "update", Role::server, "graphics: slow-path Update", "MS-RDPBCGR 2.2.9.1.1.3"},
    StepRow{Step::save_session_info, "save_session_info", Role::server, "Save Session Info",
            "MS-RDPBCGR 2.2.10.1"},
    StepRow{Step::auto_reconnect_status, "auto_reconnect_status", Role::server, "Auto-Reconnect Status",
            "MS-RDPBCGR 2.2.4.1"},
    StepRow{Step::server_redirection, "server_redirection", Role::server, "Server Redirection",
            "MS-RDPBCGR 2.2.13"},
    StepRow{Step::heartbeat, "heartbeat", Role::server, "Heartbeat", "MS-RDPBCGR 2.2.16.1"},
    StepRow{Step::channel_data, "channel_data", Role::server, "data of a static virtual channel",
            "MS-RDPBCGR 2.2.6.1"},
    StepRow{Step::deactivate_all, "deactivate_all", Role::server, "Deactivate All", "MS-RDPBCGR 2.2.3.1"},
    StepRow{Step::shutdown_denied, "shutdown_denied", Role::server, "Shutdown Request Denied",
            "MS-RDPBCGR 2.2.2.2"},
    StepRow{Step::set_error_info, "set_error_info", Role::server, "Set Error Info", "MS-RDPBCGR 2.2.5.1"},
    StepRow{Step::disconnect_ultimatum, "disconnect_ultimatum", Role::server,
            "MCS Disconnect Provider Ultimatum", "MS-RDPBCGR 2.2.2.3"},
};

constexpr const StepRow& row(Step step) { return kSteps[static_cast<std::size_t>(step)]; }
constexpr std::string_view name(Step step) { return row(step).name; }
constexpr Role sender(Step step) { return row(step).sender; }

constexpr std::optional<Step> step_named(std::string_view wanted) {
    for (const auto& r : kSteps)
        if (r.name == wanted) return r.step;
    return std::nullopt;
}

// The table is indexed by the enumeration: a row out of place would print the wrong name everywhere.
static_assert([] {
    for (std::size_t i = 0; i < kSteps.size(); ++i)
        if (kSteps[i].step != static_cast<Step>(i)) return false;
    return kSteps.size() == static_cast<std::size_t>(Step::disconnect_ultimatum) + 1;
}());

}  // namespace badrdp::wire
