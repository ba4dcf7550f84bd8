#include "harness/probe/probe.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <span>
#include <stdexcept>

#include "sim/link/tls.h"
#include "sim/wire/sequence/failure_code.h"
#include "sim/wire/sequence/protocols.h"

namespace badrdp::harness::probe {
namespace {

using wire::Protocols;

constexpr auto kAll = Protocols::ssl | wire::kNla;
constexpr std::uint16_t kSmallSegment = 536;  // that every path carries [RFC 9293 3.7.1]

struct TlsVersion {
    std::uint16_t version;
    std::string_view key, text;
};
constexpr std::array kVersions{
    TlsVersion{0x0301, "tls_1_0", "TLS 1.0"}, TlsVersion{0x0302, "tls_1_1", "TLS 1.1"},
    TlsVersion{0x0303, "tls_1_2", "TLS 1.2"}, TlsVersion{0x0304, "tls_1_3", "TLS 1.3"}};

// Of key exchange, in OpenSSL's words. The last one came with OpenSSL 3.5.
struct Group {
    std::string_view openssl, key;
};
constexpr std::array kGroups{Group{"X25519", "group_x25519"}, Group{"P-256", "group_p_256"},
                             Group{"P-384", "group_p_384"}, Group{"P-521", "group_p_521"},
                             Group{"X25519MLKEM768", "group_x25519mlkem768"}};
constexpr std::size_t kUsual = 3;  // of these every host of today is expected to have one
// Ethernet's; on loopback a segment would hold any hello.
constexpr std::uint16_t kUsualSegment = 1460;
// More than any such segment: what a post-quantum key share makes of a ClientHello, and some.
constexpr std::size_t kLargeHello = 1600;

bool knows_group(std::string_view group) {
    try {
        link::TlsClient client;
        client.tls.groups = group;
        const link::TlsContext context(client);
        return true;
    } catch (const std::runtime_error&) {  // this OpenSSL does not
        return false;
    }
}

bool is_interrupted(const Probed& probed) {
    if (probed.udp && probed.udp->answer == UdpAnswer::awaited) return true;
    return !probed.visits.empty() && probed.visits.back().visit.stop == Stop::interrupted;
}

bool never_came(const Visit& seen) {
    return seen.stop == Stop::name || seen.stop == Stop::refused || seen.stop == Stop::no_answer ||
           seen.stop == Stop::unreachable;
}

bool has_tls(const Visit& seen) { return !seen.tls_version.empty(); }

class Judge {
public:
    Judge(const Probed& probed, std::chrono::sys_seconds now)
        : probed_(probed), first_(probed.visits.front().visit), now_(now) {}

    std::vector<Finding> all() {
        if (!arrival()) return std::move(out_);
        protocols();
        tls();
        groups();
        large_hello();
        certificate();
        nla();
        pace();
        limits();
        std::ranges::sort(out_, {}, &Finding::weight);
        return std::move(out_);
    }

private:
    void say(Weight weight, std::string cause, std::string says, std::string next = {}) {
        out_.push_back({weight, std::move(cause), std::move(says), std::move(next)});
    }

    // Whether the host has answered in RDP at all.
    bool arrival() {
        const auto wrong = [&](std::string cause, std::string says, std::string next) {
            say(Weight::wrong, std::move(cause), std::move(says), std::move(next));
            return false;
        };
        switch (first_.stop) {
            case Stop::interrupted: say(Weight::unknown, "", "interrupted before it was known"); return false;
            case Stop::name:
                return wrong("C20", "The name leads nowhere: " + first_.why + ".",
                             "Ask another name server for it.");
            case Stop::refused:
                return wrong("C15", "Nobody listens on this port.",
                             "On the host: Get-Service TermService, and the PortNumber of RDP-Tcp.");
            case Stop::no_answer:
                return wrong("C13", "No answer to the connection attempt.",
                             "From another network: Test-NetConnection HOST -Port PORT. If that succeeds, a "
                             "firewall drops it.");
            case Stop::unreachable:
                return wrong("C13", "The host cannot be reached: " + first_.why + ".",
                             "Check the way to it.");
            default: break;
        }
        if (first_.confirmed) return true;
        if (first_.stop == Stop::not_rdp)
            return wrong("C17", "What answers there is not RDP (" + first_.why + ").",
                         "On the host: the PortNumber of RDP-Tcp, and who listens on this one.");
        if (first_.stop == Stop::silent)
            return wrong("C14", "The connection is taken, and no answer to the request follows.",
                         "On the host: restart TermService.");
        return wrong(
            "C12",
            fmt::format("The request is answered with the end of the connection ({}).", name(first_.stop)),
            "Try from inside the host's own network: if that succeeds, something on the way ends it.");
    }

    void protocols() {
        if (first_.failure == wire::FailureCode::ssl_cert_not_on_server)
            say(Weight::wrong, "C02", "The host has no certificate, or cannot use it (failure code 3).",
                "On the host: Get-WinEvent for System 1057, 1058 and 36870.");
        else if (first_.failure)
            say(Weight::wrong, "C05",
                fmt::format("The host refuses all that was offered (failure code {}).",
                            std::to_underlying(*first_.failure)),
                "On the host: SecurityLayer of RDP-Tcp.");
        const auto selected = first_.selected.value_or(Protocols::rdp);
        if (!first_.failure && selected == Protocols::rdp)
            say(Weight::old, "C21",
                "The host knows no TLS: Standard RDP Security alone, which proves nothing about the host.",
                "On the host: set SecurityLayer to 2.");
        if (selected == Protocols::ssl)
            say(Weight::old, "", "The host does not offer NLA: whoever can reach it gets a logon screen.",
                "On the host: set UserAuthentication to 1.");
        const auto* rdp = probed_.find("rdp");
        if (rdp && rdp->confirmed && !rdp->failure && selected != Protocols::rdp)
            say(Weight::old, "", "The host still lets in clients that want no TLS (Standard RDP Security).",
                "On the host: set SecurityLayer to 2, or UserAuthentication to 1.");
    }

    void tls() {
        const auto selected = first_.selected.value_or(Protocols::rdp);
        if (selected == Protocols::rdp || first_.failure) return;
        if (!has_tls(first_)) return tls_failed();
        bool modern = false;
        for (const auto& version : kVersions) {
            const auto* seen = probed_.find(version.key);
            if (!seen || !has_tls(*seen)) continue;
            if (version.version >= 0x0303)
                modern = true;
            else
                say(Weight::old, "", fmt::format("The host still speaks {}.", version.text),
                    "On the host: switch it off under SCHANNEL\\Protocols.");
        }
        if (!modern && probed_.find(kVersions.back().key))
            say(Weight::wrong, "C07",
                "The host speaks no TLS newer than 1.1, and current clients no older one.",
                "On the host: switch TLS 1.2 on under SCHANNEL\\Protocols.");
    }

    void tls_failed() {
        const auto* small = probed_.find("small_segments");
        if (small && has_tls(*small))
            return say(
                Weight::wrong, "C10", "TLS comes about with small packets only: the path swallows full ones.",
                fmt::format("Lower the MTU, or find who drops packets and the ICMP that should say so. "
                            "{} bytes a segment fail, {} pass.",
                            first_.segment, small->segment));
        if (first_.stop == Stop::silent)
            return say(Weight::wrong, "C14", "The host agrees on TLS and then says nothing.",
                       "On the host: restart TermService.");
        if (first_.stop == Stop::reset || first_.stop == Stop::closed)
            return say(
                Weight::wrong, "C03",
                fmt::format("The connection ends within the TLS handshake ({}).", name(first_.stop)),
                "On the host: System event 36870 means that the private key cannot be read; without it, try "
                "from inside the host's own network (C12).");
        say(Weight::wrong, "C08", "The TLS handshake fails: " + first_.why + ".",
            "On the host: System event 36874 means that no cipher suite is shared.");
    }

    void groups() {
        std::vector<std::string_view> taken;
        bool asked = false;
        for (const auto& group : std::span(kGroups).first(kUsual)) {
            const auto* seen = probed_.find(group.key);
            asked = asked || seen;
            if (seen && has_tls(*seen)) taken.push_back(group.openssl);
        }
        if (asked && taken.size() == 1)
            say(Weight::old, "C08",
                fmt::format("Of the usual groups of key exchange the host takes {} alone; a client that was "
                            "told to offer others finds none in common.",
                            taken.front()),
                "On the host: Get-TlsEccCurve, Enable-TlsEccCurve.");
    }

    void large_hello() {
        const auto* seen = probed_.find("large_hello");
        if (!seen || !has_tls(first_) || has_tls(*seen) || seen->stop == Stop::interrupted) return;
        say(Weight::wrong, "C25",
            fmt::format("A ClientHello that does not fit into one segment ends in {}; a small one passes.",
                        name(seen->stop)),
            "Try from inside the host's own network: if that succeeds, a box on the way wants the whole "
            "ClientHello in its first segment.");
    }

    void certificate() {
        constexpr auto kSoon = std::chrono::days(14);
        if (!first_.certificate.empty() && !probed_.certificate)
            return say(Weight::wrong, "C02", "What the host shows as its certificate is none.",
                       "On the host: delete it in the store Remote Desktop, and restart TermService.");
        if (!probed_.certificate) return;
        const auto& shown = *probed_.certificate;
        if (shown.not_after < now_)
            say(Weight::wrong, "C01",
                fmt::format("The certificate expired {} days ago.", days(now_ - shown.not_after)),
                "On the host: delete it in the store Remote Desktop, and restart TermService.");
        else if (shown.not_after < now_ + kSoon)
            say(Weight::old, "C01",
                fmt::format("The certificate expires in {} days.", days(shown.not_after - now_)));
        if (shown.not_before > now_)
            say(Weight::wrong, "C01",
                fmt::format("The certificate is valid only in {} days.", days(shown.not_before - now_)),
                "Compare the clocks of both ends.");
        if (shown.key == "RSA" && shown.bits < 2048)
            say(Weight::old, "",
                fmt::format("The certificate's RSA key has {} bits only; many clients want 2048.",
                            shown.bits));
        if (shown.digest == "SHA1" || shown.digest == "MD5")
            say(Weight::old, "", "The certificate is signed with " + shown.digest + ".");
    }

    void nla() {
        if (!has_any(first_.selected.value_or(Protocols::rdp), wire::kNla) || !has_tls(first_)) return;
        if (!first_.challenge)
            return say(Weight::wrong, "C22",
                       fmt::format("NLA does not come as far as the host's CHALLENGE: {} ({}).",
                                   name(first_.stop), first_.why),
                       "On the host: Security event 4625, and whether it can reach a domain controller.");
        if (first_.challenge->credssp_version < 5)
            say(Weight::wrong, "C09",
                fmt::format("CredSSP version {}: the host lacks the update of 2018, and patched clients "
                            "refuse it.",
                            first_.challenge->credssp_version),
                "On the host: install the update for CVE-2018-0886.");
    }

    void pace() {
        constexpr Seconds kSlow{2};
        const auto slow = [&](const std::optional<Seconds>& took, std::string_view what) {
            if (took && *took > kSlow)
                say(Weight::wrong, "C18", fmt::format("{} took {:.1f} s.", what, took->count()),
                    "On the host: what keeps it busy; a revocation list that cannot be fetched makes TLS "
                    "slow.");
        };
        slow(first_.connect, "The connection");
        slow(first_.confirm, "The answer to the request");
        slow(first_.tls, "TLS");
        slow(first_.nla, "The first answer of NLA");
    }

    void limits() {
        say(Weight::unknown, "", "Whether an account gets in: nobody logged on.");
        udp();
        if (!has_tls(first_) && first_.selected.value_or(Protocols::rdp) != Protocols::rdp)
            say(Weight::unknown, "", "What the certificate is like, and what lies behind TLS.");
    }

    // Not to answer a SYN proves nothing: newer hosts want a cookie in it that only a session gives out.
    void udp() {
        if (!probed_.udp)
            say(Weight::unknown, "C11", "Whether UDP passes: it was not asked.");
        else if (probed_.udp->answer == UdpAnswer::silence)
            say(Weight::unknown, "C11",
                "Whether UDP passes: four SYNs were not answered. A filter swallows them, or the host wants "
                "the cookie that only a session gives out.");
        else if (probed_.udp->answer != UdpAnswer::syn_ack)
            say(Weight::unknown, "C11",
                fmt::format(
                    "Whether UDP would pass: the host does not take it ({}), and sessions stay on TCP.",
                    probed_.udp->text));
    }

    static std::int64_t days(std::chrono::seconds span) {
        return std::chrono::duration_cast<std::chrono::days>(span).count();
    }

    const Probed& probed_;
    const Visit& first_;
    std::chrono::sys_seconds now_;
    std::vector<Finding> out_;
};

using Question = std::function<void(std::string_view key, std::string question, VisitOrder order)>;

// What the first visit leaves open.
void ask_in_tcp(const Probed& so_far, const Question& ask) {
    const auto first = so_far.visits.front().visit;
    ask("tls", "offered TLS alone", {.requests = Protocols::ssl, .tls = false});
    ask("rdp", "offered Standard RDP Security alone", {.requests = Protocols::rdp, .tls = false});
    if (first.failure || first.selected.value_or(Protocols::rdp) == Protocols::rdp) return;
    if (!has_tls(first) && first.stop == Stop::silent)
        ask("small_segments", "in small packets", {.requests = kAll, .largest_segment = kSmallSegment});
    if (!has_tls(first)) return;
    for (const auto& version : kVersions)
        ask(version.key, fmt::format("offered {} alone", version.text),
            {.requests = *first.selected,
             .nla = false,
             .lowest_tls = version.version,
             .highest_tls = version.version});
    // What follows asks for TLS as the host prefers it.
    const VisitOrder again{.requests = *first.selected, .nla = false};
    for (const auto& group : kGroups) {
        if (!knows_group(group.openssl)) continue;
        auto order = again;
        order.groups = group.openssl;
        ask(group.key, fmt::format("offered the group {} alone", group.openssl), order);
    }
    auto order = again;
    order.hello_filler = kLargeHello;
    order.largest_segment = kUsualSegment;
    ask("large_hello", "said a ClientHello of several segments", order);
}

}  // namespace

const Visit* Probed::find(std::string_view key) const {
    const auto found = std::ranges::find(visits, key, &Asked::key);
    return found == visits.end() ? nullptr : &found->visit;
}

std::string_view name(Weight weight) {
    switch (weight) {
        case Weight::wrong: return "wrong";
        case Weight::old: return "old";
        case Weight::unknown: return "unknown";
    }
    return "";
}

Probed look(const Target& target, Patience patience, const std::function<bool()>& interrupted) {
    Probed out{.target = target};
    const VisitOrder order{.requests = kAll, .patience = patience.step};
    out.visits.push_back({"all", "offered everything", visit(target, order, interrupted)});
    out.certificate = link::certificate_details(out.visits.front().visit.certificate);
    return out;
}

Probed probe(const Target& target, Patience patience, const std::function<bool()>& interrupted) {
    auto out = look(target, patience, interrupted);
    const auto ask = [&](std::string_view key, std::string question, VisitOrder order) {
        if (is_interrupted(out)) return;
        order.patience = patience.step;
        out.visits.push_back({std::string(key), std::move(question), visit(target, order, interrupted)});
    };
    const auto first = out.visits.front().visit;
    if (never_came(first) || !first.confirmed) return out;
    ask_in_tcp(out, ask);
    if (!is_interrupted(out)) out.udp = ask_udp(first.address, target.port, interrupted);
    return out;
}

std::vector<Finding> judge(const Probed& probed, std::chrono::sys_seconds now) {
    return Judge(probed, now).all();
}

}  // namespace badrdp::harness::probe
