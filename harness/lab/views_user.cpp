#include "harness/lab/views_user.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "sim/host/model.h"

namespace badrdp::harness::lab {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr std::string_view kHere = "10.0.4.5", kAnother = "10.0.9.14", kNobody = "10.0.9.77";

std::string_view address_of(NameLeads name) {
    if (name == NameLeads::to_another) return kAnother;
    return name == NameLeads::to_nobody ? kNobody : kHere;
}

bool stops_syn(const path::Impairment& one) {
    if (one.after != wire::Step::none) return false;
    const auto stops = [](path::Traffic what) {
        return what == path::Traffic::syn || what == path::Traffic::all || what == path::Traffic::tcp;
    };
    if (const auto* drop = std::get_if<path::Drop>(&one.deed)) return stops(drop->what);
    const auto* reject = std::get_if<path::Reject>(&one.deed);
    return reject && stops(reject->what);
}

bool port_opens(const Sight& sight) {
    if (sight.name != NameLeads::to_the_host || std::ranges::any_of(sight.path, stops_syn)) return false;
    const auto behaviour = host::behave(sight.settings);
    const auto listening = behaviour.host.listening;
    const bool through = behaviour.firewall == host::FirewallRule::allowed ||
                         behaviour.firewall == host::FirewallRule::reset_after_hello;
    return through && (listening == host::Listening::normal || listening == host::Listening::mute);
}

// What stands on the screen before the client has begun (CVE-2026-26151; KB5074109).
std::string_view screen_of(ClientStops stops) {
    switch (stops) {
        case ClientStops::nowhere: break;
        case ClientStops::at_a_warning:
            return "signscope:s: (no signature)\n\nOn the screen: \"Caution: Unknown remote connection\", "
                   "and nobody "
                   "there who clicks\n"
                   "HKCU\\Software\\Microsoft\\Terminal Server Client\n    RdpLaunchConsentAccepted  (not "
                   "set)\n";
        case ClientStops::at_the_prompt:
            return "\nOn the screen, in place of the question for the password: 0x80080005\n"
                   "TerminalServices-ClientActiveXCore: no event 1024 today\n";
    }
    return {};
}

// What a ping meets on the way.
struct Way {
    std::size_t mtu = 1500;
    milliseconds round_trip = 2ms;
    double lost = 0;
};

Way way_of(const Sight& sight) {
    Way out;
    for (const auto& one : sight.path) {
        if (const auto* mtu = std::get_if<path::Mtu>(&one.deed)) out.mtu = std::min(out.mtu, mtu->bytes);
        if (const auto* delay = std::get_if<path::Delay>(&one.deed))
            out.round_trip += std::chrono::duration_cast<milliseconds>(
                one.direction == path::Direction::both ? 2 * delay->by : delay->by);
        if (const auto* lose = std::get_if<path::Lose>(&one.deed)) out.lost = std::max(out.lost, lose->share);
    }
    return out;
}

}  // namespace

std::string name_view(const Sight& sight) {
    return fmt::format(
        "On the user's machine:\n"
        "    Resolve-DnsName {0}\n"
        "    Name: {0}   Type: A   TTL: 1200   IPAddress: {1}\n"
        "On the host:\n"
        "    ipconfig\n"
        "    IPv4 Address: {2}   Subnet Mask: 255.255.255.0\n",
        sight.host, address_of(sight.name), kHere);
}

std::string network_view(const Sight& sight) {
    const auto way = way_of(sight);
    const auto to = address_of(sight.name);
    auto out = fmt::format(
        "Test-NetConnection {} -Port 3389\n    RemoteAddress    : {}\n    TcpTestSucceeded : {}\n",
        sight.host, to, port_opens(sight) ? "True" : "False");
    if (sight.name == NameLeads::to_nobody) return out + fmt::format("ping {}\n    Request timed out.\n", to);
    const auto answered = static_cast<unsigned>((1 - way.lost) * 20 + 0.5);
    out += fmt::format("ping -n 20 {}\n    Sent = 20, Received = {}, Lost = {}, Average = {} ms\n", to,
                       answered, 20 - answered, way.round_trip.count());
    constexpr std::size_t kHeaders = 28;  // IPv4 and ICMP [RFC 791, RFC 792]
    for (const std::size_t payload : {1472U, 1372U, 1252U, 972U, 548U})
        out += fmt::format("ping -f -l {} {}\n    {}\n", payload, to,
                           payload + kHeaders <= way.mtu ? fmt::format("Reply from {}: bytes={}", to, payload)
                                                         : std::string("Request timed out."));
    return out;
}

std::string client_view(const Sight& sight) {
    static const std::map<std::string, std::string_view, std::less<>> known{
        {"lenient", "enablecredsspsupport:i:1\nauthentication level:i:0\n"},
        {"strict",
         "enablecredsspsupport:i:1\nauthentication level:i:1\n(a certificate that does not verify is "
         "refused)\n"},
        {"nla",
         "enablecredsspsupport:i:1\nauthentication level:i:0\n(the client insists on network level "
         "authentication)\n"},
        {"tls", "enablecredsspsupport:i:0\nauthentication level:i:0\n"},
        {"rdp", "(no file: the client is set to Standard RDP Security, and offers nothing else)\n"},
        {"rdstls", "enablecredsspsupport:i:1\nauthentication level:i:0\nuse redirection server name:i:1\n"},
        {"large_hello",
         "enablecredsspsupport:i:1\nauthentication level:i:0\n\nGet-TlsEccCurve\n    X25519MLKEM768\n    "
         "curve25519\n    NistP256\n"},
        {"preconnection",
         "enablecredsspsupport:i:1\nauthentication level:i:0\npcb:s:7f6c8a52-41c0-4a5e-9b1d-0e1c5d9a3b10\n"},
        {"desktop", "enablecredsspsupport:i:1\nauthentication level:i:0\n"},
        {"restricted_admin",
         "enablecredsspsupport:i:1\nauthentication level:i:0\n(started as mstsc /restrictedAdmin)\n"},
        {"entra", "enablecredsspsupport:i:1\nauthentication level:i:0\nenablerdsaadauth:i:1\n"},
    };
    const auto found = known.find(sight.client);
    return fmt::format("Default.rdp\nfull address:s:{}\n{}{}", sight.host,
                       found == known.end() ? std::string_view() : found->second, screen_of(sight.stops));
}

}  // namespace badrdp::harness::lab
