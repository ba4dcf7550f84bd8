#include "harness/lab/views.h"

#include <fmt/format.h>

#include <array>
#include <map>

#include "harness/data/scenario/settings_words.h"
#include "harness/lab/views_user.h"
#include "sim/host/model.h"

namespace badrdp::harness::lab {
namespace {

using namespace badrdp::host;

bool is_linux(const Settings& s) { return s.persona >= Persona::xrdp; }

bool is_listening(const Settings& s) {
    const bool service = s.TermService != ServiceState::stopped && s.TermService != ServiceState::disabled;
    const bool own_port = s.PortNumber != 3389 || s.port_user == PortUser::rdp;
    return service && !s.fDenyTSConnections && own_port;
}

std::string linux_services(bool session_lost) {
    return fmt::format(
        "systemctl\n"
        "  gdm.service                   loaded active running GNOME Display Manager\n"
        "  gnome-remote-desktop.service  loaded active running GNOME Remote Desktop\n"
        "  sshd.service                  loaded active running OpenSSH server daemon\n"
        "journalctl -u gnome-remote-desktop -n 2\n"
        "  [DaemonSystem] new client: handed over to its session\n"
        "  [DaemonHandover] {}\n",
        session_lost ? "waiting for a session to take the client: none has come"
                     : "session took the client over");
}

std::string services(const Sight& sight) {
    const auto& s = sight.settings;
    if (is_linux(s)) return linux_services(sight.session_lost);
    // A service that hangs calls itself running: that is what makes it hard to find.
    const bool runs = s.TermService != ServiceState::stopped && s.TermService != ServiceState::disabled;
    const auto start = s.TermService == ServiceState::disabled ? "Disabled" : "Manual";
    return fmt::format(
        "Status   Name         DisplayName                              StartType\n"
        "{:<8} TermService  Remote Desktop Services                  {}\n"
        "Running  UmRdpService Remote Desktop Services UserMode Port... Manual\n"
        "Running  mpssvc       Windows Defender Firewall                Automatic\n",
        runs ? "Running" : "Stopped", start);
}

std::string netstat(const Settings& s) {
    const auto behaviour = host::behave(s);
    std::string out =
        "  Proto  Local Address          Foreign Address        State           PID\n"
        "  TCP    0.0.0.0:135            0.0.0.0:0              LISTENING       912   svchost (RpcSs)\n"
        "  TCP    0.0.0.0:445            0.0.0.0:0              LISTENING       4     System\n";
    const auto row = [&](unsigned port, std::string_view who) {
        out += fmt::format("  TCP    {:<22} 0.0.0.0:0              LISTENING       {}\n",
                           fmt::format("0.0.0.0:{}", port), who);
    };
    if (is_listening(s)) row(s.PortNumber, "1288  svchost (TermService)");
    if (s.port_user == PortUser::http) row(3389, "3020  httpd");
    if (s.port_user == PortUser::ssh) row(3389, "3024  sshd");
    if (s.TermService == ServiceState::stuck_accepting || s.TermService == ServiceState::stuck_queue_full)
        for (const auto* peer : {"10.0.4.17:51022", "10.0.4.23:49877", "10.0.4.31:60114"})
            out +=
                fmt::format("  TCP    10.0.4.5:{:<13} {:<22} ESTABLISHED     1288  svchost (TermService)\n",
                            s.PortNumber, peer);
    return out;
}

// As somebody who sits at the host's console sees it.
std::string sessions(const Settings& s) {
    std::string out =
        " SESSIONNAME       USERNAME                 ID  STATE   TYPE        DEVICE\n"
        " services                                    0  Disc\n"
        ">console           admin                     1  Active\n";
    if (is_listening(s)) out += " rdp-tcp                                 65536  Listen\n";
    return out;
}

unsigned number(const Settings& s, std::string_view key) { return setting_named(key)->get(s); }

std::string registry(const Settings& s) {
    std::string out = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server\n";
    const auto value = [&](std::string_view name, unsigned data) {
        out += fmt::format("    {:<24} REG_DWORD    {:#x}\n", name, data);
    };
    value("fDenyTSConnections", s.fDenyTSConnections ? 1 : 0);
    out += "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa\n";
    value("DisableRestrictedAdmin", s.DisableRestrictedAdmin ? 1 : 0);
    out += "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server\\WinStations\\RDP-Tcp\n";
    for (const auto* key : {"SecurityLayer", "UserAuthentication", "MinEncryptionLevel", "PortNumber"})
        value(key, number(s, key));
    out += "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System\\CredSSP\\Parameters\n";
    if (s.AllowEncryptionOracle != EncryptionOracle::not_updated)
        value("AllowEncryptionOracle", number(s, "AllowEncryptionOracle"));
    constexpr std::array names{"TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"};
    for (unsigned i = 0; i < names.size(); ++i) {
        const auto version = 0x0301U + i;
        out += fmt::format(
            "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\{}\\Server\n",
            names.at(i));
        value("Enabled", version >= s.lowest_tls && version <= s.highest_tls ? 1 : 0);
    }
    out += fmt::format(
        "HKLM\\SOFTWARE\\Policies\\Microsoft\\Cryptography\\Configuration\\SSL\\00010002\n    Functions{}\n",
        s.ciphers == CipherPolicy::default_order ? "                (not configured)"
        : s.ciphers == CipherPolicy::only_old    ? "                TLS_RSA_WITH_RC4_128_MD5"
                                                 : "                TLS_AES_256_GCM_SHA384");
    return out;
}

std::string certificate(const Settings& s) {
    std::string out = "Certificates (Local Computer) > Remote Desktop > Certificates\n";
    const auto row = [&](std::string_view what) { out += fmt::format("    {}\n", what); };
    switch (s.certificate) {
        case ListenerCertificate::missing: row("(none)"); break;
        case ListenerCertificate::stale_thumbprint:
            row("CN=this host, issued by itself, valid for 5 months, RSA 2048");
            row("Win32_TSGeneralSetting.SSLCertificateSHA1Hash: 7C5E...91, which is in no store");
            break;
        case ListenerCertificate::corrupt: row("(an object that cannot be decoded: 0x80093102)"); break;
        case ListenerCertificate::expired:
            row("CN=this host, issued by itself, EXPIRED yesterday, RSA 2048");
            break;
        case ListenerCertificate::not_yet_valid: row("CN=this host, valid from tomorrow, RSA 2048"); break;
        case ListenerCertificate::wrong_name:
            row("CN=elsewhere.example, valid for 5 months, RSA 2048");
            break;
        case ListenerCertificate::signed_by_unknown_ca:
            row("CN=this host, issued by an authority, RSA 2048");
            break;
        case ListenerCertificate::weak: row("CN=this host, sha1RSA, RSA 1024"); break;
        case ListenerCertificate::self_signed:
            row("CN=this host, issued by itself, valid for 5 months, RSA 2048");
    }
    return out;
}

std::string keys(const Settings& s) {
    std::string out = "C:\\ProgramData\\Microsoft\\Crypto\\RSA\\MachineKeys";
    switch (s.machine_keys) {
        case MachineKeys::missing: return out + "\n    (no file f686aace6942fb7f7ceb231212eef4a4_...)\n";
        case MachineKeys::corrupt: return out + "\n    f686aace6942fb7f7ceb231212eef4a4_...   0 bytes\n";
        case MachineKeys::access_denied:
            return out +
                   " BUILTIN\\Administrators:(F)\n    f686aace6942fb7f7ceb231212eef4a4_... "
                   "BUILTIN\\Administrators:(F)\n";
        case MachineKeys::readable: break;
    }
    return out +
           " NT AUTHORITY\\NETWORK SERVICE:(R) NT AUTHORITY\\SYSTEM:(F) BUILTIN\\Administrators:(F)\n"
           "    f686aace6942fb7f7ceb231212eef4a4_... NT AUTHORITY\\NETWORK SERVICE:(R) NT "
           "AUTHORITY\\SYSTEM:(F)\n";
}

std::string firewall(const Settings& s) {
    const bool open = s.firewall == FirewallRule::allowed || s.firewall == FirewallRule::reset_after_hello;
    return fmt::format(
        "DisplayName                            Enabled  Direction  Action\n"
        "Remote Desktop - User Mode (TCP-In)    {:<8} Inbound    Allow\n"
        "Remote Desktop - User Mode (UDP-In)    {:<8} Inbound    Allow\n"
        "File and Printer Sharing (SMB-In)      True     Inbound    Allow\n"
        "Default inbound action: {}\n",
        open ? "True" : "False", open ? "True" : "False",
        s.firewall == FirewallRule::rejected ? "Block (with RST, set by the security product)" : "Block");
}

std::string account(const Settings& s) {
    const bool member = s.account != AccountRight::no_remote_desktop;
    return fmt::format(
        "net user\n    Account active               {}\n    Account expires              {}\n    Account "
        "locked"
        "               {}\nnet localgroup \"Remote Desktop Users\"\n    {}\n",
        s.account == AccountRight::disabled ? "No" : "Yes",
        s.account == AccountRight::expired ? "yesterday" : "Never",
        s.account == AccountRight::locked ? "Yes" : "No", member ? "the user of the ticket" : "(no members)");
}

std::string licences(const Settings& s) {
    constexpr std::string_view kMode = "Licensing mode: Per User\n";
    switch (s.session_host) {
        case SessionHost::no_role:
            return "The role Remote Desktop Session Host is not installed: two sessions for administration, "
                   "without licences.\n";
        case SessionHost::licensed:
            return std::string(kMode) + "License server: licences.example, 41 of 60 licences are free\n";
        case SessionHost::no_license_server:
            return std::string(kMode) +
                   "License server: (none)\nThe grace period has expired: 0 days are left.\n";
        case SessionHost::no_licenses: break;
    }
    return std::string(kMode) + "License server: old-licences.example, 0 of 10 licences are free\n";
}

std::string join(const Settings& s) {
    return fmt::format("dsregcmd /status\n    AzureAdJoined    : {}\n    DeviceAuthStatus : {}\n",
                       s.AzureAdJoined == EntraJoin::no ? "NO" : "YES",
                       s.AzureAdJoined == EntraJoin::lost     ? "FAILED. Device is either disabled or deleted"
                       : s.AzureAdJoined == EntraJoin::joined ? "SUCCESS"
                                                              : "(not joined)");
}

// The one that makes sessions freeze, and the one that ended that (Microsoft, KB5055523).
std::string updates(const Sight& sight) {
    if (is_linux(sight.settings)) return "(the host runs Linux: it has no such console)\n";
    return fmt::format(
        "On the host:\n    Get-HotFix, the newest: {}\n"
        "On the user's machine:\n    Get-HotFix, the newest: {}\n",
        sight.session_lost ? "KB5051987 (February 2025)" : "KB5055523 (April 2025)",
        sight.stops == ClientStops::at_the_prompt ? "KB5074109 (13 January 2026)"
                                                  : "KB5077793 (January 2026, out of band)");
}

std::string events(const Settings& s) {
    std::string out;
    for (const auto& event : host::events_of(s)) {
        if (event.when.starts_with("if ")) continue;  // nobody has given it a reason
        out += fmt::format("{:<9} {:<6} {:<28} {}\n", event.log, event.id, event.source, event.text);
    }
    return out.empty() ? "(no warnings and no errors since yesterday)\n" : out;
}

// A console of Windows, which a host with another system has not.
template <std::string (*text)(const Settings&)>
std::string of_windows(const Sight& sight) {
    return is_linux(sight.settings) ? "(the host runs Linux: it has no such console)\n"
                                    : text(sight.settings);
}

struct View {
    std::string_view title;
    std::string (*text)(const Sight&);
};

const std::map<std::string, View, std::less<>>& views() {
    static const std::map<std::string, View, std::less<>> all{
        {"services", {"Services (Get-Service)", services}},
        {"netstat", {"Listening ports (netstat -ano)", of_windows<netstat>}},
        {"sessions", {"Sessions (qwinsta)", of_windows<sessions>}},
        {"registry", {"Registry (reg query)", of_windows<registry>}},
        {"certificate", {"The listener's certificate (certlm.msc)", of_windows<certificate>}},
        {"keys", {"Permissions on the private keys (icacls)", of_windows<keys>}},
        {"firewall", {"Firewall (Get-NetFirewallRule)", of_windows<firewall>}},
        {"account", {"The user's account (net user, net localgroup)", of_windows<account>}},
        {"licences", {"Licences (lsdiag.msc)", of_windows<licences>}},
        {"join", {"Join to Entra ID (dsregcmd)", of_windows<join>}},
        {"updates", {"Updates (Get-HotFix)", updates}},
        {"events", {"Event log (Get-WinEvent)", of_windows<events>}},
        {"name", {"The host's name (Resolve-DnsName, ipconfig)", name_view}},
        {"network", {"The way from the user's machine (Test-NetConnection, ping)", network_view}},
        {"client", {"The user's client (its .rdp file)", client_view}}};
    return all;
}

}  // namespace

std::string view_of(std::string_view view, const Sight& sight) {
    const auto found = views().find(view);
    return found == views().end() ? std::string() : found->second.text(sight);
}

std::string_view title_of(std::string_view view) {
    const auto found = views().find(view);
    return found == views().end() ? view : found->second.title;
}

}  // namespace badrdp::harness::lab
