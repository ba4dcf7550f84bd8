// What an administrator can set on a Windows host that decides how Remote Desktop behaves on the wire, under
// the names that the registry, the certificate store and the services console give it.
#pragma once

#include <cstdint>

namespace badrdp::host {

// Whose defaults a host starts from.
enum class Persona : std::uint8_t {
    xp,
    server_2003,
    server_2008r2,
    windows_7,
    server_2012r2,
    server_2016,
    windows_10,
    server_2019,
    server_2022,
    windows_11_24h2,
    windows_11_25h2,
    server_2025,
    xrdp,                // on Linux
    gnome_remote_login,  // likewise: the login screen of gnome-remote-desktop, which hands over to a session
};

// ...\Terminal Server\WinStations\RDP-Tcp\SecurityLayer
enum class SecurityLayer : std::uint8_t { rdp = 0, negotiate = 1, tls = 2 };

// The certificate that the listener is bound to, and how it stands with its key.
enum class ListenerCertificate : std::uint8_t {
    self_signed,  // made and renewed by the host itself, in the store "Remote Desktop"
    expired,      // and not renewed
    not_yet_valid,
    corrupt,           // does not decode
    missing,           // deleted, and not made again: the store is not there
    stale_thumbprint,  // SSLCertificateSHA1Hash names one that is gone
    wrong_name,
    signed_by_unknown_ca,
    weak,  // RSA of 1024 bits, SHA-1
};

// C:\ProgramData\Microsoft\Crypto\RSA\MachineKeys, as the service (NETWORK SERVICE) finds it.
enum class MachineKeys : std::uint8_t { readable, access_denied, corrupt, missing };

// What the host does when its credential fails: several ways were seen, and which one is not documented.
enum class KeyFailure : std::uint8_t { reset, close, alert, neg_failure, downgrade };

enum class ServiceState : std::uint8_t {
    running,
    stopped,
    disabled,
    stuck_accepting,   // the kernel accepts, the service never answers
    stuck_queue_full,  // and its queue of connections has filled up
    restarting,        // goes away in the middle of a handshake
};

// Who listens on the port that the client tries.
enum class PortUser : std::uint8_t { rdp, nobody, http, ssh };

// What becomes of a client's packets on the way in; the rule of a host, or of something in front of it.
enum class FirewallRule : std::uint8_t { allowed, dropped, rejected, reset_after_hello };

// HKLM\...\CredSSP\Parameters\AllowEncryptionOracle, or what stands for it on a host without the update.
enum class EncryptionOracle : std::uint8_t { force_updated = 0, mitigated = 1, vulnerable = 2, not_updated };

// How the account stands that the client logs on with.
enum class AccountRight : std::uint8_t {
    granted,
    no_remote_desktop,  // in none of the groups that may use Remote Desktop
    locked,
    disabled,
    expired,
    must_change,  // its password, before the first logon
    wrong_password,
    duplicate_sid,  // host and client are clones with one machine SID
};

// SCHANNEL's cipher suites: the policy "SSL Cipher Suite Order".
enum class CipherPolicy : std::uint8_t {
    default_order,
    only_old,    // nothing that a current client still offers
    only_tls13,  // suites of TLS 1.3 alone
};

// The role Remote Desktop Session Host, and what becomes of its licences.
enum class SessionHost : std::uint8_t {
    no_role,  // two sessions for administrators, for which no licence is asked
    licensed,
    no_license_server,  // the grace period is over, and none is named
    no_licenses,        // the server that is named has given all of them out
};

// What `dsregcmd /status` calls AzureAdJoined.
enum class EntraJoin : std::uint8_t {
    no,
    joined,
    lost,  // the host believes that it is joined, and Entra ID knows it no more
};

// The defaults are those of defaults_of for Server 2019.
struct Settings {
    Persona persona = Persona::server_2019;
    bool fDenyTSConnections = false;
    SecurityLayer security_layer = SecurityLayer::tls;
    bool UserAuthentication = true;   // NLA required
    unsigned MinEncryptionLevel = 2;  // 1 low, 2 client compatible, 3 high, 4 FIPS
    std::uint16_t PortNumber = 3389;
    PortUser port_user = PortUser::rdp;
    ListenerCertificate certificate = ListenerCertificate::self_signed;
    MachineKeys machine_keys = MachineKeys::readable;
    KeyFailure key_failure = KeyFailure::reset;  // matters only if the key cannot be used
    // SCHANNEL\Protocols\...\Server\Enabled: 0x0301 (TLS 1.0) to 0x0304 (TLS 1.3).
    std::uint16_t lowest_tls = 0x0301;
    std::uint16_t highest_tls = 0x0303;
    CipherPolicy ciphers = CipherPolicy::default_order;
    ServiceState TermService = ServiceState::running;
    FirewallRule firewall = FirewallRule::allowed;
    EncryptionOracle AllowEncryptionOracle = EncryptionOracle::mitigated;
    bool client_updated = true;  // false: the client is taken for one without the CredSSP update of 2018
    AccountRight account = AccountRight::granted;
    // HKLM\SYSTEM\CurrentControlSet\Control\Lsa: 0 turns Restricted Admin and Remote Credential Guard on.
    bool DisableRestrictedAdmin = true;
    bool SelectTransport_tcp_only = false;  // SelectTransport = 1; false: offers UDP
    SessionHost session_host = SessionHost::no_role;
    EntraJoin AzureAdJoined = EntraJoin::no;

    friend bool operator==(const Settings&, const Settings&) = default;
};

// The defaults of that version, as installed and fully updated. Sources stand beside each in settings.cpp.
Settings defaults_of(Persona persona);

}  // namespace badrdp::host
