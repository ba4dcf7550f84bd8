// The cheapest next check for each cause: what to type, and what its answer tells.
#include <algorithm>
#include <array>

#include "harness/diagnose/diagnosis.h"
#include "sim/wire/io/joined_text.h"

namespace badrdp::harness::diagnosis {
namespace {

struct CheckRow {
    std::string_view cause;
    std::string_view command;  // {} is "address:port" of the host
    std::string_view tells;
};

constexpr std::size_t kMostChecks = 3;

constexpr std::array kCheckRows{
    CheckRow{"C01",
             "Get-ChildItem 'Cert:\\LocalMachine\\Remote Desktop' | Format-List Subject, NotBefore, NotAfter",
             "on the host: whether its certificate is within its dates"},
    CheckRow{
        "C02", "Get-WinEvent -FilterHashtable @{LogName='System'; Id=1057,36870,36874}",
        "on the host: events at the minute of the failure mean that its certificate or key cannot be used"},
    CheckRow{"C03", "Get-WinEvent -FilterHashtable @{LogName='System'; Id=1057,1058,36870}",
             "on the host: 36870 means that the private key cannot be read; none means that the host's TLS "
             "is well"},
    CheckRow{"C04", "badrdp connect {} --cert ignore --account USER:PASSWORD",
             "whether a client that offers NLA gets in"},
    CheckRow{"C05", "badrdp connect {} --cert ignore",
             "which protocol the host selects when all are offered"},
    CheckRow{"C06", "badrdp connect {} --cert ignore", "whether a client that offers TLS gets in"},
    CheckRow{"C07", "Get-WinEvent -FilterHashtable @{LogName='System'; Id=36871,36874}",
             "on the host: 36874 means that the client offered nothing that the host may use"},
    CheckRow{"C08", "Get-WinEvent -FilterHashtable @{LogName='System'; Id=36874}",
             "on the host: 36874 means that no cipher suite is shared"},
    CheckRow{"C09",
             "Get-ItemProperty "
             "HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System\\CredSSP\\Parameters",
             "on both ends: AllowEncryptionOracle, and so which end insists"},
    CheckRow{"C10", "ping -f -l 1472 HOST", "whether a full packet passes; try smaller ones until it does"},
    CheckRow{"C11", "xfreerdp /v:{} -multitransport", "whether the session is as good without UDP"},
    CheckRow{"C12", "the same connection from inside the host's own network",
             "if it succeeds there, something on the way ends it here"},
    CheckRow{"C13", "Test-NetConnection HOST -Port PORT",
             "from another network: whether the host is there at all"},
    CheckRow{"C14", "Get-Service TermService, UmRdpService",
             "on the host: whether the service runs; restart it"},
    CheckRow{"C15", "Get-Service TermService", "on the host: Running, Stopped or Disabled"},
    CheckRow{
        "C16",
        "Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server' fDenyTSConnections",
        "on the host: 1 means that Remote Desktop is off"},
    CheckRow{"C17",
             "Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Terminal "
             "Server\\WinStations\\RDP-Tcp' PortNumber",
             "on the host: the port on which it listens"},
    CheckRow{"C18", "badrdp connect {} --cert ignore", "how long each step takes"},
    CheckRow{"C19", "ping -n 100 HOST", "how many packets are lost on the way"},
    CheckRow{"C20", "Resolve-DnsName HOST", "which addresses the name has, and whether they are the host's"},
    CheckRow{"C21", "badrdp connect {} --cert ignore", "whether the host knows TLS at all"},
    CheckRow{"C22", "Get-WinEvent -FilterHashtable @{LogName='Security'; Id=4625}",
             "on the host: the status of the refused logon"},
    CheckRow{"C23", "Get-WinEvent -FilterHashtable @{LogName='Security'; Id=4625}",
             "on the host: the status of the refused logon: a wrong password, or an account that may not"},
    CheckRow{"C24", "the same connection without the proxy or gateway",
             "if it succeeds, it is the proxy that ends it"},
    CheckRow{"C25", "openssl s_client -groups X25519 -connect HOST:443",
             "any host behind the same box: if this passes and the same without -groups does not, it is the "
             "length of the ClientHello"},
    CheckRow{"C26", "journalctl -u gnome-remote-desktop.service",
             "on the host: whether it knew the routing token that the second connection brought"},
    CheckRow{"C27", "nltest /dsgetdc:DOMAIN /kdc",
             "on the client: whether it finds a KDC of the domain, and which"},
};

static_assert(std::ranges::is_sorted(kCheckRows, {}, &CheckRow::cause));

auto rows_of(std::string_view cause) {
    return std::ranges::equal_range(kCheckRows, cause, {}, &CheckRow::cause);
}

std::string command_of(const CheckRow& row, const std::string& server) {
    constexpr std::string_view kHost = "{}";
    const auto at = row.command.find(kHost);
    if (at == row.command.npos) return std::string(row.command);
    return wire::joined_text({row.command.substr(0, at), server, row.command.substr(at + kHost.size())});
}

}  // namespace

std::vector<NextCheck> checks_for(std::string_view cause, const std::string& server) {
    std::vector<NextCheck> out;
    for (const auto& row : rows_of(cause)) out.push_back({command_of(row, server), row.tells});
    return out;
}

void add_checks(Diagnosis& found, const std::string& server) {
    found.next.reserve(kMostChecks);
    for (const auto& suspect : found.causes) {
        if (found.next.size() >= kMostChecks) return;
        for (auto& check : checks_for(suspect.cause, server))
            if (std::ranges::find(found.next, check.command, &NextCheck::command) == found.next.end())
                found.next.push_back(std::move(check));
    }
}

}  // namespace badrdp::harness::diagnosis
