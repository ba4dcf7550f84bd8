#include "sim/host/settings.h"

#include "sim/host/tls_version.h"

namespace badrdp::host {
namespace {

// UDP: Remote Desktop 8.0, which came with Windows 8, was the first to have it [MS-RDPEUDP <1>].
void before_windows_8(Settings& s) { s.SelectTransport_tcp_only = true; }

// The first without Enhanced RDP Security [MS-RDPBCGR <56> for CredSSP]; TLS came to Server 2003 later, and
// is off there unless somebody turns it on (reported: Ekultek/BlueKeep#18).
void xp_era(Settings& s) {
    before_windows_8(s);
    s.security_layer = SecurityLayer::rdp;
    s.UserAuthentication = false;
    s.lowest_tls = kTls10;
    s.highest_tls = kTls10;  // no TLS 1.1 and no TLS 1.2 [MS-RDPBCGR <53>, <54>]
}

void windows_7_era(Settings& s) {
    before_windows_8(s);
    s.security_layer = SecurityLayer::negotiate;  // inferred: the console of that time calls it the default
    s.UserAuthentication = false;  // required by default only since Windows 8 (TerminalServer.adml)
    s.lowest_tls = kTls10;
    s.highest_tls = kTls12;  // for Remote Desktop with KB3080079 (Microsoft, "incorrect TLS is displayed")
}

void windows_8_era(Settings& s) {
    s.security_layer = SecurityLayer::tls;  // inferred; it is what Microsoft recommends
    s.UserAuthentication = true;            // TerminalServer.adml
    s.lowest_tls = kTls10;                  // inferred: nothing turns it off there by itself
    s.highest_tls = kTls12;                 // no TLS 1.3 up to Windows 10 and Server 2019 [MS-RDPBCGR <55>]
    s.SelectTransport_tcp_only =
        false;  // the policy is not set: Remote Desktop chooses (TerminalServer.adml)
}

void windows_11_era(Settings& s) {
    windows_8_era(s);
    s.lowest_tls = kTls12;  // inferred: Microsoft announced that 1.0 and 1.1 would be off by default
    s.highest_tls = kTls13;
}

}  // namespace

Settings defaults_of(Persona persona) {
    Settings s;
    s.persona = persona;
    s.MinEncryptionLevel = 2;  // inferred for all: the policy's "High" is a default where it is set at all
    // The update of May 2018 made "Mitigated" the default (reported: mRemoteNG/mRemoteNG#979).
    s.AllowEncryptionOracle = EncryptionOracle::mitigated;
    switch (persona) {
        case Persona::xp:
        case Persona::server_2003: xp_era(s); break;
        case Persona::server_2008r2:
        case Persona::windows_7: windows_7_era(s); break;
        case Persona::server_2012r2:
        case Persona::server_2016:
        case Persona::windows_10:
        case Persona::server_2019: windows_8_era(s); break;
        case Persona::server_2022:
        case Persona::windows_11_24h2:
        case Persona::windows_11_25h2:
        case Persona::server_2025: windows_11_era(s); break;
        case Persona::xrdp:  // security_layer=negotiate, ssl_protocols=TLSv1.2, TLSv1.3 in its xrdp.ini
            s.security_layer = SecurityLayer::negotiate;
            s.UserAuthentication = false;  // it has no CredSSP
            s.MinEncryptionLevel = 3;      // crypt_level=high
            s.lowest_tls = kTls12;
            s.highest_tls = kTls13;
            break;
        // src/grd-session-rdp.c of 50.beta turns on NLA alone, and leaves TLS to FreeRDP, which has 1.2 as
        // its lowest version since 3.27.
        case Persona::gnome_remote_login:
            s.lowest_tls = kTls12;
            s.highest_tls = kTls13;
            s.SelectTransport_tcp_only = true;
            break;
    }
    return s;
}

}  // namespace badrdp::host
