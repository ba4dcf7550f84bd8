#include "sim/host/model.h"

#include "sim/fault/words.h"

#include "sim/host/tls_version.h"
#include "sim/wire/license/license.h"
#include "sim/wire/x224/negotiation.h"

namespace badrdp::host {
namespace {

using fault::Moment;
using fault::Step;
using peer::Protocols;

constexpr std::uint16_t kUsualPort = 3389;

constexpr std::uint32_t kAuthzAccessDenied = 5;             // [MS-RDPBCGR 2.2.10.2]
constexpr std::uint32_t kServerInsufficientPrivileges = 9;  // [MS-RDPBCGR 2.2.5.1.1]
constexpr std::uint8_t kInternalError = 80;                 // [RFC 8446 6.2]

// The host has an RSA key, and this is a suite for another kind of key: nobody shares it with us.
constexpr std::string_view kUselessCiphers = "ECDHE-ECDSA-AES128-GCM-SHA256";

bool on_linux(Persona persona) { return persona >= Persona::xrdp; }

bool has_nla(Persona persona) {
    // [MS-RDPBCGR <56>; MS-CSSP <5>]; xrdp has no CredSSP.
    return persona != Persona::xp && persona != Persona::server_2003 && persona != Persona::xrdp;
}

// Version 2 alone, and no errorCode [MS-CSSP <10>, <12>].
bool before_windows_8_1(Persona persona) { return persona < Persona::server_2012r2; }

// Whether clones with one machine SID are refused: since the updates of August and September 2025 (KB5064081,
// KB5065426).
bool refuses_clones(Persona persona) {
    return persona == Persona::windows_11_24h2 || persona == Persona::windows_11_25h2 ||
           persona == Persona::server_2025;
}

// Of TS_UD_SC_CORE [MS-RDPBCGR 2.2.1.4.2]. Which Windows came with which RDP 10.x is inferred, but for 10.9.
std::uint32_t rdp_version(Persona persona) {
    switch (persona) {
        case Persona::server_2016: return 0x00080007;  // RDP 10.2
        case Persona::server_2019: return 0x0008000b;  // 10.6
        case Persona::windows_10: return 0x0008000d;   // 10.8
        case Persona::server_2022: return 0x0008000e;  // 10.9
        case Persona::windows_11_24h2:
        case Persona::windows_11_25h2:
        case Persona::server_2025: return 0x00080011;  // 10.12
        default: return 0x00080004;                    // up to 8.1
    }
}

void bend(Behaviour& out, Step step, fault::Deed deed, unsigned connections = 0) {
    out.faults.push_back(fault::described({step, std::move(deed), connections, {}}));
}

// 0 answers SSL_NOT_ALLOWED_BY_SERVER to whoever offers more than Standard RDP Security, 2 answers
// SSL_REQUIRED_BY_SERVER to whoever offers no more, NLA required answers HYBRID_REQUIRED_BY_SERVER
// [MS-RDPBCGR 2.2.1.2.2].
void set_protocols(const Settings& s, peer::ServerChoices& server) {
    server.accepts = {};
    server.accepts_rdp = !requires_nla(s) && (!speaks_tls(s) || s.security_layer != SecurityLayer::tls);
    if (speaks_tls(s)) {
        if (!requires_nla(s)) server.accepts |= Protocols::ssl;
        if (has_nla(s.persona)) server.accepts |= Protocols::hybrid;
        // inferred: early user authorization came with Windows 8.1
        if (has_nla(s.persona) && !before_windows_8_1(s.persona) && !on_linux(s.persona))
            server.accepts |= Protocols::hybrid_ex;
    }
    // The 11-byte Confirm [MS-RDPBCGR 2.2.1.2]. Server 2003 does negotiate (reported: tp4a/teleport#280).
    server.negotiates = s.persona != Persona::xp;
}

// What a host says of its age. Flags as in captures of Server 2003, of Server 2008 R2 and of 14 hosts from
// Server 2012 R2 on, and of xrdp 0.9; version and early capability flags as in one of Server 2022's time, and
// for the others by the version of RDP that they came with [MS-RDPBCGR 2.2.1.4.2].
void set_age(Persona persona, peer::ServerChoices& server) {
    if (persona <= Persona::server_2003) server.flags = 0;
    if (persona == Persona::server_2008r2 || persona == Persona::windows_7 || persona == Persona::xrdp)
        server.flags = 0x01;
    // A server of FreeRDP, with the graphics pipeline.
    if (persona == Persona::gnome_remote_login) server.flags = 0x03;
    server.version = rdp_version(persona);
    constexpr std::uint32_t rdp_10 = 0x00080005;
    constexpr std::uint32_t dynamic_dst = 0x02, edge_actions_v2 = 0x04;
    if (server.version >= rdp_10) server.early_capability_flags = dynamic_dst | edge_actions_v2;
}

// [MS-RDPBCGR 5.3.1]; it matters under Standard RDP Security alone.
void set_encryption(const Settings& s, peer::ServerChoices& server) {
    server.encryption_level = peer::EncryptionLevel(s.MinEncryptionLevel);
    server.encryption_method = server.encryption_level == peer::EncryptionLevel::fips
                                   ? peer::EncryptionMethod::fips
                                   : peer::EncryptionMethod::rc4_128;
}

void set_tls(const Settings& s, Tls& tls) {
    if (s.lowest_tls > s.highest_tls) return;  // nothing is left: see credential_fails
    tls.min_version = s.lowest_tls;
    tls.max_version = s.highest_tls;
    if (s.lowest_tls < kTls12) tls.security_level = 0;  // OpenSSL counts their signatures as weak
    if (has_no_common_cipher(s)) {
        tls.ciphers = kUselessCiphers;
        // TLS 1.3 has suites of its own, which the policy has left out as well.
        if (tls.max_version > kTls12) tls.max_version = kTls12;
        if (tls.min_version > kTls12) tls.min_version = kTls12;
    } else if (s.ciphers == CipherPolicy::only_tls13) {
        tls.min_version = kTls13;
        tls.security_level = -1;
    }
}

void set_certificate(ListenerCertificate which, Host& host) {
    constexpr auto day = std::chrono::hours(24);
    auto& recipe = host.certificate;
    switch (which) {
        case ListenerCertificate::expired:
            recipe.not_after = -day;
            recipe.not_before = recipe.not_after - 182 * day;
            break;
        case ListenerCertificate::not_yet_valid:
            recipe.not_before = day;
            recipe.not_after = recipe.not_before + 182 * day;
            break;
        case ListenerCertificate::wrong_name:
            recipe.common_name = recipe.alternative_name = "elsewhere.example";
            break;
        case ListenerCertificate::signed_by_unknown_ca: recipe.issuer = Issuer::unknown_ca; break;
        case ListenerCertificate::weak:
            recipe.bits = 1024;
            recipe.digest = "sha1";
            host.tls.security_level = 0;
            break;
        case ListenerCertificate::corrupt:
        case ListenerCertificate::missing:
        case ListenerCertificate::stale_thumbprint:  // they fail before they are shown
        case ListenerCertificate::self_signed: break;
    }
}

// Which of these a Windows host does was never captured. NEG_FAILURE 3 is what the specification has for it
// [MS-RDPBCGR 2.2.1.2.2]; the downgrade is xrdp's (reported: neutrinolabs/xrdp#2496); the rest is inferred
// from X.224 being answered before the key is needed.
void fail_credential(KeyFailure how, Behaviour& out) {
    auto& server = out.host.server;
    switch (how) {
        case KeyFailure::reset: return bend(out, Step::server_flight, fault::Reset{});
        case KeyFailure::close: return bend(out, Step::server_flight, fault::Close{});
        case KeyFailure::alert:
            return bend(out, Step::server_flight, fault::Alert{.description = kInternalError});
        case KeyFailure::neg_failure: server.failure = wire::FailureCode::ssl_cert_not_on_server; return;
        case KeyFailure::downgrade:
            server.accepts = {};
            server.accepts_rdp = true;
            server.select = Protocols::rdp;
            return;
    }
}

// Inferred from the specification: which versions a host without the update of 2018 speaks [MS-CSSP <10>,
// <25>]. One that lets in updated clients only refuses the others; the text that users report names the
// function as not supported (reported: stascorp/rdpwrap#480), as the status of a wrong version does
// [MS-CSSP 3.1.5].
void set_credssp(const Settings& s, peer::ServerChoices& server) {
    const bool old = before_windows_8_1(s.persona);
    if (s.AllowEncryptionOracle == EncryptionOracle::not_updated) {
        server.credssp_version = 4;
        if (s.persona == Persona::server_2012r2) server.credssp_version = 3;
        if (old) server.credssp_version = 2;
    }
    server.credssp.says_error_code = !old;
    if (s.AllowEncryptionOracle == EncryptionOracle::force_updated && !s.client_updated)
        server.credssp.error_at_negotiate = auth::ntstatus::not_supported;
}

// Inside CredSSP the host says how the account stands [MS-CSSP 3.1.5]. Without NLA it would say so on its
// logon screen, which is drawn by nobody here.
void set_account(const Settings& s, peer::ServerChoices& server) {
    using auth::AccountState;
    const auto state = [&](AccountState now) {
        for (auto& account : server.accounts) account.state = now;
    };
    switch (s.account) {
        case AccountRight::granted: return;
        case AccountRight::locked: return state(AccountState::locked);
        case AccountRight::disabled: return state(AccountState::disabled);
        case AccountRight::expired: return state(AccountState::expired);
        case AccountRight::must_change: return state(AccountState::must_change);
        case AccountRight::wrong_password:
            for (auto& account : server.accounts)
                account.password = auth::Secret("another-than-the-client-has");
            return;
        case AccountRight::no_remote_desktop:
            // Behind HYBRID_EX at once [MS-RDPBCGR 2.2.10.2], otherwise once the channels are joined
            // [3.3.5.7.1.1].
            server.early_user_auth = kAuthzAccessDenied;
            server.parting = {.how = peer::Parting::How::error_info,
                              .after = Step::client_info,
                              .error_info = kServerInsufficientPrivileges};
            return;
        case AccountRight::duplicate_sid:
            // inferred: Microsoft says that authentication fails, and not with which status
            if (refuses_clones(s.persona))
                server.credssp.error_at_authenticate = auth::ntstatus::logon_failure;
            return;
    }
}

// Offered all the same, and refused once the session is active: as in a public capture of mstsc
// (awakecoding/wireshark-rdp). That Remote Credential Guard meets the same is inferred: one value turns both
// on (Microsoft Learn, Remote Credential Guard).
void set_restricted_admin(const Settings& s, peer::ServerChoices& server) {
    constexpr std::uint8_t offers =
        wire::RdpNegRsp::kRestrictedAdmin | wire::RdpNegRsp::kRedirectedAuthentication;
    server.refuses_restricted_admin =
        s.DisableRestrictedAdmin && has_nla(s.persona) && (server.flags & offers) != 0;
}

// Which number each of them is stands in the specification [MS-RDPBCGR 2.2.1.12.1.3]; that it comes at once,
// before the host has asked for a licence, is inferred.
void set_licensing(const Settings& s, peer::ServerChoices& server) {
    switch (s.session_host) {
        case SessionHost::no_role: return;
        case SessionHost::licensed: server.licensing = peer::Licensing::issued; return;
        case SessionHost::no_license_server:
            server.licensing = peer::Licensing::refused;
            server.licensing_error = wire::LicenseError::kNoLicenseServer;
            return;
        case SessionHost::no_licenses:
            server.licensing = peer::Licensing::refused;
            server.licensing_error = wire::LicenseError::kNoLicense;
            return;
    }
}

// A host that is joined lets in by a token as well [MS-RDPBCGR 5.4.5.4]. Inferred: what Entra ID does not
// know any more gets no nonce from it, and has nothing to say.
void set_entra(const Settings& s, Behaviour& out) {
    if (s.AzureAdJoined == EntraJoin::no || !speaks_tls(s)) return;
    out.host.server.accepts |= Protocols::rdsaad;
    if (s.AzureAdJoined == EntraJoin::lost) bend(out, Step::aad_nonce, fault::Silence{});
}

void set_udp(const Settings& s, peer::ServerChoices& server) {
    if (s.SelectTransport_tcp_only || before_windows_8_1(s.persona) || on_linux(s.persona)) return;
    constexpr std::uint32_t reliable = 1, lossy = 2;
    // Lossy UDP is offered up to Remote Desktop 8.1 [MS-RDPBCGR <43>].
    server.multitransport = s.persona == Persona::server_2012r2 ? reliable | lossy : reliable;
}

// With a queue that is full, Windows answers RST and Linux nothing.
Listening full_queue(Persona persona) {
    return on_linux(persona) ? Listening::backlog_full : Listening::closed;
}

// Somebody else on the port that the client tries: he takes the request for a broken one of his own protocol.
void answer_as(PortUser user, Behaviour& out) {
    const bool web = user == PortUser::http;
    bend(out, Step::x224_confirm, fault::Replace{*fault::banner(web ? "http" : "ssh")});
    if (web) bend(out, Step::x224_confirm, fault::Close{Moment::after});
}

// The login screen knows a client by its request: one that brings no token is new, logs on by NLA, and is
// sent on once there is a session to send it to; one that brings it logs on there by RDSTLS
// (src/grd-daemon-system.c).
void hand_over(const Settings& s, Behaviour& out) {
    if (s.persona != Persona::gnome_remote_login) return;
    auto& host = out.host;
    auto target = host.server;
    host.server.redirects = true;
    host.server.redirection = peer::Redirection::handover;
    target.accepts = Protocols::rdstls;
    target.wants_token = true;
    host.connections = {{host.server, host.tls, host.certificate}, {target, host.tls, host.certificate}};
}

// Whether a service that speaks RDP is what the client meets; otherwise says what it meets.
bool is_reached(const Settings& s, Behaviour& out) {
    const bool another_port = s.PortNumber != kUsualPort;
    const auto user = another_port && s.port_user == PortUser::rdp ? PortUser::nobody : s.port_user;
    if (user == PortUser::http || user == PortUser::ssh) {
        answer_as(user, out);
        return false;
    }
    auto& listening = out.host.listening;
    if (user == PortUser::nobody || s.fDenyTSConnections) listening = Listening::closed;
    switch (s.TermService) {
        case ServiceState::running: break;
        case ServiceState::stopped:
        case ServiceState::disabled: listening = Listening::closed; break;
        case ServiceState::stuck_accepting:
            if (listening == Listening::normal) listening = Listening::mute;
            break;
        case ServiceState::stuck_queue_full:
            if (listening == Listening::normal) listening = full_queue(s.persona);
            break;
        case ServiceState::restarting:  // the next connection finds it back
            if (listening == Listening::normal) bend(out, Step::client_hello, fault::Reset{}, 1);
            break;
    }
    return listening == Listening::normal;
}

}  // namespace

bool speaks_tls(const Settings& s) {
    return s.persona != Persona::xp && s.security_layer != SecurityLayer::rdp;
}

// inferred: with SecurityLayer = 0 there is no TLS for CredSSP to live in, and the requirement comes to
// nothing.
bool requires_nla(const Settings& s) { return s.UserAuthentication && speaks_tls(s) && has_nla(s.persona); }

bool credential_fails(const Settings& s) {
    return s.machine_keys != MachineKeys::readable || s.certificate == ListenerCertificate::corrupt ||
           s.certificate == ListenerCertificate::missing ||
           s.certificate == ListenerCertificate::stale_thumbprint || s.lowest_tls > s.highest_tls;
}

bool has_no_common_cipher(const Settings& s) {
    return s.ciphers == CipherPolicy::only_old ||
           (s.ciphers == CipherPolicy::only_tls13 && s.highest_tls < kTls13);
}

Behaviour behave(const Settings& s, const Host& honest) {
    Behaviour out{.host = honest, .faults = {}, .firewall = s.firewall, .events = events_of(s)};
    auto& server = out.host.server;
    set_protocols(s, server);
    set_age(s.persona, server);
    set_encryption(s, server);
    set_tls(s, out.host.tls);
    set_certificate(s.certificate, out.host);
    set_credssp(s, server);
    set_account(s, server);
    set_restricted_admin(s, server);
    set_udp(s, server);
    set_licensing(s, server);
    set_entra(s, out);
    if (is_reached(s, out) && speaks_tls(s) && credential_fails(s)) fail_credential(s.key_failure, out);
    hand_over(s, out);
    return out;
}

}  // namespace badrdp::host
