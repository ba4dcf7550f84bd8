// What the host's event log says. The texts are ours; ids and sources are what Microsoft or users report.
#include "sim/host/model.h"
#include "sim/host/tls_version.h"

namespace badrdp::host {
namespace {

constexpr std::string_view kSystem = "System";
constexpr std::string_view kSecurity = "Security";
constexpr std::string_view kSchannel = "Schannel";
constexpr std::string_view kManager = "TerminalServices-RemoteConnectionManager";
constexpr std::string_view kServices = "Service Control Manager";
constexpr std::string_view kAuditing = "Microsoft-Windows-Security-Auditing";

constexpr std::string_view kAtEachConnection = "at every connection";
constexpr std::string_view kAtServiceStart = "when the service starts";
constexpr std::string_view kAtEachLogon = "at every attempt to log on";

constexpr std::string_view kVmEvents = "Microsoft: RDP events of virtual machines, by id";
constexpr std::string_view kLockouts = "Microsoft: Audit Account Lockout, Audit Logon";
constexpr std::string_view kInferred = "inferred";

using Events = std::vector<Event>;

void key_events(const Settings& s, Events& out) {
    if (s.machine_keys == MachineKeys::readable) return;
    out.push_back(
        {kSystem, kSchannel, 36870,
         s.machine_keys == MachineKeys::access_denied
             ? "the private key of the TLS server credential cannot be used: access denied (0x8009030D, "
               "state 10001)"
             : "the private key of the TLS server credential cannot be used: no such key set "
               "(0x8009030D, state 10001)",
         kAtEachConnection, kVmEvents});
    if (s.certificate == ListenerCertificate::expired)
        out.push_back({kSystem, kManager, 1058,
                       "the expired self-signed certificate could not be replaced: its key cannot be written",
                       kAtServiceStart, kVmEvents});
    else
        out.push_back({kSystem, kManager, 1057,
                       "a self-signed certificate for Remote Desktop could not be created", kAtServiceStart,
                       kVmEvents});
}

void certificate_events(const Settings& s, Events& out) {
    switch (s.certificate) {
        case ListenerCertificate::missing:
        case ListenerCertificate::stale_thumbprint:
            out.push_back({kSystem, kSchannel, 36872, "there is no suitable credential for a TLS server",
                           kAtEachConnection, kVmEvents});
            return;
        case ListenerCertificate::corrupt:
            out.push_back({kSystem, kSchannel, 36870,
                           "the credential of the TLS server cannot be used: the certificate is damaged",
                           kAtEachConnection, kInferred});
            return;
        case ListenerCertificate::expired:
            if (s.machine_keys == MachineKeys::readable)
                out.push_back({kSystem, kManager, 1058,
                               "the expired self-signed certificate was not replaced", kAtServiceStart,
                               kVmEvents});
            return;
        default: return;
    }
}

void tls_events(const Settings& s, Events& out) {
    if (s.lowest_tls > s.highest_tls)
        out.push_back({kSystem, kSchannel, 36871,
                       "no credential for a TLS server could be created: its protocols are turned off (state "
                       "10013)",
                       kAtEachConnection, kVmEvents});
    if (!has_no_common_cipher(s) && s.lowest_tls < kTls12) return;
    constexpr std::string_view thread = "reported: FreeRDP/Remmina#684";
    const auto when = has_no_common_cipher(s) ? kAtEachConnection
                                              : std::string_view("if a client offers only older versions");
    out.push_back({kSystem, kSchannel, 36874,
                   "a client asked for TLS, and the host supports none of its suites", when, thread});
    out.push_back({kSystem, kSchannel, 36888, "a fatal alert was sent: 40, handshake_failure", when, thread});
}

void service_events(const Settings& s, Events& out) {
    constexpr std::string_view states = "reported: anavem.com, Windows Event ID 7036";
    constexpr std::string_view start_types = "Microsoft: Event ID 7040, Basic Service Operations";
    switch (s.TermService) {
        case ServiceState::stopped:
            out.push_back({kSystem, kServices, 7036, "Remote Desktop Services entered the stopped state",
                           "when it was stopped", states});
            return;
        case ServiceState::disabled:
            out.push_back({kSystem, kServices, 7040,
                           "the start type of Remote Desktop Services is now: disabled",
                           "when it was changed", start_types});
            return;
        case ServiceState::restarting:
            out.push_back({kSystem, kServices, 7036,
                           "Remote Desktop Services entered the stopped state, and then the running state",
                           "at the restart", states});
            return;
        case ServiceState::running:
        case ServiceState::stuck_accepting:  // it does not know that it is stuck
        case ServiceState::stuck_queue_full: return;
    }
}

void logon_failed(std::string_view text, Events& out) {
    out.push_back({kSecurity, kAuditing, 4625, text, kAtEachLogon, kLockouts});
}

void account_events(const Settings& s, Events& out) {
    switch (s.account) {
        case AccountRight::granted: return;
        case AccountRight::no_remote_desktop:
            return logon_failed("an account failed to log on: this type of logon is not granted (0xC000015B)",
                                out);
        case AccountRight::locked:
            out.push_back({kSecurity, kAuditing, 4740, "a user account was locked out", "when it was locked",
                           "Microsoft: Audit User Account Management, 4740(S)"});
            return logon_failed("an account failed to log on: it is locked out (0xC0000234)", out);
        case AccountRight::disabled:
            return logon_failed("an account failed to log on: it is disabled (0xC0000072)", out);
        case AccountRight::expired:
            return logon_failed("an account failed to log on: it has expired (0xC0000193)", out);
        case AccountRight::must_change:
            return logon_failed("an account failed to log on: its password must be changed (0xC0000224)",
                                out);
        case AccountRight::wrong_password:
            return logon_failed("an account failed to log on: wrong password (0xC000006A)", out);
        case AccountRight::duplicate_sid:
            out.push_back(
                {kSystem, "LsaSrv", 6167,
                 "the machine's identity does not agree with the ticket's: a clone has the same SID",
                 kAtEachLogon, "Microsoft: KB5064081, KB5065426"});
            return;
    }
}

void licence_events(const Settings& s, Events& out) {
    if (s.session_host == SessionHost::no_license_server)
        out.push_back({kSystem, kManager, 1128,
                       "the grace period for licences has expired, and no licence server is registered",
                       kAtServiceStart, kInferred});
    if (s.session_host == SessionHost::no_licenses)
        out.push_back({kSystem, kManager, 1004, "the host cannot issue a licence to the client", kAtEachLogon,
                       "Microsoft: Event ID 1004, Terminal Services client access license availability"});
}

void join_events(const Settings& s, Events& out) {
    if (s.AzureAdJoined == EntraJoin::lost)
        out.push_back(
            {"AAD", "Microsoft-Windows-AAD", 1104,
             "a call of the AAD Cloud AP plugin returned an error: Entra ID does not know the device",
             kAtEachLogon, kInferred});
}

void firewall_events(const Settings& s, Events& out) {
    if (s.firewall != FirewallRule::dropped && s.firewall != FirewallRule::rejected) return;
    out.push_back(
        {kSecurity, kAuditing, 5152, "the filtering platform blocked a packet to the port",
         "if dropped packets are audited, which they are not by default, and the host's own firewall "
         "drops them",
         "Microsoft: Audit Filtering Platform Packet Drop"});
}

}  // namespace

std::vector<Event> events_of(const Settings& s) {
    Events out;
    firewall_events(s, out);
    service_events(s, out);
    if (speaks_tls(s)) {
        key_events(s, out);
        certificate_events(s, out);
        tls_events(s, out);
    }
    account_events(s, out);
    licence_events(s, out);
    join_events(s, out);
    return out;
}

}  // namespace badrdp::host
