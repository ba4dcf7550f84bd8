// The legal and not so legal decisions that a peer takes, as plain data. A scenario fills them; the
// machine reads them and never asks why.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/auth/account.h"
#include "sim/auth/knobs.h"
#include "sim/wire/rdstls/rdstls.h"
#include "sim/wire/sequence/encryption.h"
#include "sim/wire/sequence/failure_code.h"
#include "sim/wire/sequence/protocols.h"
#include "sim/wire/sequence/step.h"
#include "sim/wire/session/server_redirection.h"
#include "sim/wire/x224/preconnection.h"

namespace badrdp::peer {

using wire::EncryptionLevel;
using wire::EncryptionMethod;
using wire::FailureCode;
using wire::Protocols;
using wire::Step;

// What a host answers to a client's licence [MS-RDPELE 1.3.3].
enum class Licensing : std::uint8_t {
    valid_client,       // needs none: the short path that every desktop Windows takes
    new_license,        // asks for one, and refuses with licensing_error whoever asks for it
    refused,            // refuses at once, with licensing_error
    skipped,            // says nothing about it, which no good host does
    issued,             // gives one to who has none, and is content with its own
    upgraded,           // the same, and gives another one for its own
    challenge_refused,  // refuses with licensing_error who has proved what was asked for
    presented_refused,  // gives one to who has none, and refuses whoever shows it
};

// What a host tells a client about the logon [MS-RDPBCGR 2.2.10.1.1].
enum class SessionInfo : std::uint8_t {
    cookie,   // what he may come back with
    errors,   // that another session of his is in the way
    logon,    // his name, as RDP 4.0 tells it
    logon_2,  // his name, as it has been told since RDP 5.1
    plain,    // that somebody has logged on
};

// Which parts a redirection has [MS-RDPBCGR 2.2.13.1].
enum class Redirection : std::uint8_t {
    token,            // of a load balancer: to where the client is already
    nothing,          // not one
    address,          // where nobody listens
    credentials,      // the token, and as whom to log on there
    certificate,      // the token, and that host's certificate
    cut_certificate,  // the same, and the certificate ends before its length does
    everything,
    information,  // the token, and no redirection is wanted
    handover,     // the token, a user, a password that only the target can read, and the target's certificate
};

// The routing token in a redirection [MS-RDPBCGR 2.2.13.1].
enum class RoutingToken : std::uint8_t {
    known,    // to its target
    unknown,  // of another session, which is gone
    none,
};

// What a host makes of the preconnection PDU [MS-RDPEPS 3.2.5.1].
enum class Preconnecting : std::uint8_t {
    none,     // knows none: a client begins with RDP, or with TLS
    wanted,   // serves only who names its machine, and hangs up on anybody else
    unknown,  // the machine is gone: hangs up on everybody
};

// How a host takes leave, and when.
struct Parting {
    enum class How : std::uint8_t {
        stays,       // it does not
        ultimatum,   // MCS Disconnect Provider Ultimatum [MS-RDPBCGR 2.2.2.3]
        error_info,  // Set Error Info, then that
        deactivate,  // Deactivate All, then that
        close,       // closes without a word
    } how = How::stays;
    Step after = Step::active;  // or client_info: before the licence, where authorization is decided
    std::uint32_t error_info = 0;
    std::chrono::milliseconds delay{0};

    friend bool operator==(const Parting&, const Parting&) = default;
};

constexpr bool asks_for_license(Licensing licensing) {
    return licensing == Licensing::new_license || licensing >= Licensing::issued;
}

struct ServerChoices {
    // What the host accepts: a mask of Protocols, and Standard RDP Security apart, since its bit is 0.
    Protocols accepts = Protocols::ssl;
    bool accepts_rdp = false;

    std::optional<Protocols> select{};     // selects this, whatever was requested
    std::optional<FailureCode> failure{};  // answers RDP_NEG_FAILURE with this code, whatever was requested
    bool wants_token = false;  // serves only who brings a redirection's token, and closes otherwise
    Preconnecting preconnection = Preconnecting::none;
    // Begins with the security protocol, NLA if that is accepted and else TLS, and negotiates nothing: the
    // Direct Approach [5.4.2.2].
    bool direct = false;
    // Closes when no ClientHello has come so long after its Confirm, or, of a host that begins with TLS,
    // after it was first due; 0: it waits as for any other step. Read only where there is TLS.
    std::chrono::milliseconds hello_within{0};
    bool negotiates = true;  // false: the 11-byte Confirm of XP and Server 2003
    // Of RDP_NEG_RSP [MS-RDPBCGR 2.2.1.2.1]: what every Windows from 8.1 and Server 2012 R2 on says, of whom
    // there are captures.
    std::uint8_t flags = 0x1f;
    // Lets in whoever leaves no password, as `flags` promise, and takes leave of him once the session is
    // active: how Windows refuses Restricted Admin.
    bool refuses_restricted_admin = false;

    // Closes behind every TLS alert that it hears or says, warnings too, as Schannel's table of alerts says
    // of itself. An honest host does as OpenSSL: it goes on behind a warning [RFC 5246 7.2.2] that is no
    // close_notify.
    bool closes_behind_alert = false;

    // CredSSP: who may come in, the highest version spoken, and what is wrong with it.
    std::vector<auth::Account> accounts{};
    std::uint32_t credssp_version = 6;
    auth::ServerKnobs credssp{};
    std::uint32_t early_user_auth = 0;  // authorizationResult; 5 denies

    std::uint32_t rdstls_result =
        0;  // ResultCode of a refusal, whatever was shown; 0: as an honest host judges

    // Of a logon with a token of Entra ID, whatever was shown; 0: as an honest host judges, as far as one can
    // without Entra ID.
    std::uint32_t aad_result = 0;

    // Standard RDP Security.
    EncryptionMethod encryption_method =
        EncryptionMethod::rc4_128;  // the strongest that both know, if there is one
    EncryptionLevel encryption_level = EncryptionLevel::client_compatible;
    std::optional<Step> wrong_mac{};  // signs what it says at this step wrongly
    bool x509_chain = false;          // shows a chain of X.509 there, as a session host with a licence server

    std::uint32_t version = 0x00080004;        // of TS_UD_SC_CORE: RDP 5.0 to 8.1
    std::uint32_t early_capability_flags = 0;  // there, too [2.2.1.4.2]
    bool skips_channel_join = false;           // says so, and takes it when the client does
    // Closes behind settings that want a larger desktop; 0: takes any.
    std::uint16_t largest_width = 0;
    std::uint16_t largest_height = 0;
    bool auto_detects = false;         // measures the round trip before the licence
    std::uint32_t multitransport = 0;  // INITITATE_REQUEST_PROTOCOL_*, each offered once; 0: none
    Licensing licensing = Licensing::valid_client;
    std::uint32_t licensing_error = 0x00000008;  // ERR_INVALID_CLIENT [2.2.1.12.1.3]
    unsigned reactivations = 0;                  // Deactivate All and Demand Active again, so often
    bool saves_session_info = false;             // once the session is active
    SessionInfo session_info = SessionInfo::cookie;
    // Said once the session is active: auto_reconnect_status, server_redirection, heartbeat or channel_data.
    std::optional<Step> says_when_active{};
    bool redirects = false;  // says that instead of Demand Active [1.3.8], whatever is said when active
    Redirection redirection = Redirection::token;
    RoutingToken redirection_token = RoutingToken::known;
    bool names_other_certificate = false;  // a handover with its own certificate, whatever its target shows
    Parting parting{};

    friend bool operator==(const ServerChoices&, const ServerChoices&) = default;
};

struct ClientChoices {
    std::optional<Protocols> requests = Protocols::ssl | Protocols::hybrid;  // nothing: no rdpNegReq at all
    // What no good client does: takes this for selected, whatever is answered; without even waiting for it.
    std::optional<Protocols> assumes{};
    bool waits_for_confirm = true;
    bool leaves_before_mcs = false;
    bool stumbles = false;  // hangs up at any message that the sequence does not wait for
    // What no good client does: takes whatever comes for what it expected, however malformed or unproven.
    bool believes_anything = false;
    bool accepts_rdp = false;       // falls back to Standard RDP Security when the server selects it
    std::uint8_t flags = 0;         // of RDP_NEG_REQ
    std::string cookie = "badrdp";  // mstshash; empty: none
    std::string routing_token{};    // instead of the cookie
    bool correlation_info = false;
    bool direct = false;  // begins with NLA if it requests that, and else with TLS
    std::optional<wire::Preconnection> preconnection{};
    // Where it comes from, if a host has sent it here.
    std::optional<wire::ServerRedirection> redirected{};
    // Logs on by RDSTLS with this, and not with what the redirection gave.
    std::optional<wire::RdstlsCookie> rdstls_cookie{};

    auth::Account account{};
    std::uint32_t credssp_version = 6;
    auth::ClientKnobs credssp{};
    EncryptionMethod encryption_methods = wire::kEveryEncryptionMethod;
    std::optional<Step> wrong_mac{};
    std::uint16_t desktop_width = 1280;
    std::uint16_t desktop_height = 1024;
    std::vector<std::string> channels{};  // static virtual channels, up to 31
    wire::Bytes license{};                // that a host has given it before; empty: it has none
    bool insists_on_nla = false;          // does not do with less, whatever was offered
    std::chrono::milliseconds stays{0};   // in the active session, before it takes its leave
};

}  // namespace badrdp::peer
