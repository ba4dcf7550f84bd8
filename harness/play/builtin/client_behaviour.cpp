#include "harness/play/builtin/client_behaviour.h"

#include <fmt/core.h>

#include <charconv>
#include <tuple>

#include "harness/data/scenario/load.h"
#include "harness/os/usage_error.h"
#include "harness/play/builtin/target.h"
#include "sim/peer/redirection.h"
#include "sim/wire/io/utf16.h"
#include "sim/wire/session/target_certificate.h"

namespace badrdp::harness {

using link::Connected;
using link::Ending;
using peer::Protocols;

namespace {

ClientReport report_before(const Connected& seen) {
    using Before = Connected::Before;
    switch (seen.failed_before) {
        case Before::name: return {17, Reason::name, "the name cannot be resolved: " + seen.why};
        case Before::timeout: return {15, Reason::timeout, seen.why};
        case Before::reset: return {14, Reason::network, seen.why};
        default: return {13, Reason::network, "cannot connect: " + seen.why};
    }
}

// A number is an Id of version 1, anything else the text of version 2, with its null [MS-RDPEPS 4].
std::optional<wire::Preconnection> preconnection_for(const std::string& machine) {
    if (machine.empty()) return std::nullopt;
    std::uint32_t id = 0;
    const auto end = machine.data() + machine.size();
    const auto [stop, trouble] = std::from_chars(machine.data(), end, id);
    if (trouble == std::errc() && stop == end) return wire::Preconnection{.id = id};
    return wire::Preconnection{.version = wire::Preconnection::kVersion2,
                               .pcb = wire::utf16le_of(machine + '\0')};
}

bool went_through(const Connected& seen) { return seen.deepest >= wire::Step::mcs_connect_initial; }

peer::ClientChoices choices_for(const ConnectOptions& options, Mutant mutant, std::string_view stdin_text) {
    peer::ClientChoices choices;
    choices.account = parse_account(options.account);
    if (options.password_from_stdin)
        choices.account.password = auth::Secret(stdin_text.substr(0, stdin_text.find('\n')));
    choices.stays = std::chrono::milliseconds(static_cast<long>(options.stay * 1000));
    if (!choices.account.name.empty()) choices.cookie = choices.account.name;
    if (!options.cookie.empty()) choices.cookie = options.cookie;
    choices.routing_token = options.token;
    choices.flags = static_cast<std::uint8_t>(options.request_flags);
    if (const auto size = parse_desktop_size(options.size))
        std::tie(choices.desktop_width, choices.desktop_height) = *size;
    choices.direct = options.direct;
    choices.preconnection = preconnection_for(options.preconnection);
    choices.channels = {"cliprdr"};  // as every client has one or another; it is never used
    if (options.security == "rdp") choices.requests = Protocols::rdp;
    if (options.security == "tls") choices.requests = Protocols::ssl;
    if (options.security == "entra") choices.requests = Protocols::rdsaad;
    // Who wants certificates verified cannot want a connection that has none.
    choices.accepts_rdp = options.security == "any" && options.cert == "ignore";
    const bool early = options.security == "nla_ex";  // with the Early User Authorization Result
    choices.insists_on_nla = options.security == "nla" || early;
    if (choices.insists_on_nla) choices.requests = Protocols::ssl | Protocols::hybrid;
    if (early) *choices.requests |= Protocols::hybrid_ex;
    if (options.security == "any") choices.requests = Protocols::ssl;
    if (options.security == "any" && !options.account.empty()) *choices.requests |= Protocols::hybrid;
    if (mutant == Mutant::pushes_on || mutant == Mutant::jumps_ahead) choices.assumes = Protocols::rdp;
    if (mutant == Mutant::insists_on_tls) choices.assumes = Protocols::ssl;
    choices.waits_for_confirm = mutant != Mutant::jumps_ahead && mutant != Mutant::insists_on_tls;
    choices.leaves_before_mcs = mutant == Mutant::leaves_before_mcs;
    choices.stumbles = mutant == Mutant::stumbles;
    choices.believes_anything = choices.credssp.believes_server = mutant == Mutant::believes_anything;
    if (mutant == Mutant::disobeys) choices.requests = Protocols::ssl, choices.accepts_rdp = true;
    return choices;
}

}  // namespace

ClientReport report_of(const Connected& seen) {
    if (seen.failed_before != Connected::Before::nothing) return report_before(seen);
    if (!seen.ending) return {14, Reason::network, "a fault of ours ended it"};
    const auto& why = seen.ending->why;
    switch (seen.ending->kind) {
        case Ending::Kind::done: return {0, Reason::nothing, "active: " + why};
        case Ending::Kind::credentials: return {19, Reason::credentials, "refused: " + why};
        case Ending::Kind::server: return {20, Reason::server, why};
        case Ending::Kind::certificate: return {10, Reason::certificate, why};
        case Ending::Kind::security: return {11, Reason::security, why};
        case Ending::Kind::tls: return {12, Reason::tls, "the TLS handshake failed: " + why};
        case Ending::Kind::reset: return {14, Reason::network, why};
        case Ending::Kind::timeout: return {15, Reason::timeout, why};
        case Ending::Kind::protocol: return {16, Reason::protocol, why};
        case Ending::Kind::closed: return {18, Reason::network, why};
    }
    return {1, Reason::vague, why};
}

std::string last_line(const ClientReport& report) {
    return fmt::format("badrdp connect: {}: {}\n", name(report.reason), report.text);
}

ClientBehaviour::ClientBehaviour(const ConnectOptions& options, std::string_view stdin_text)
    : options_(options),
      mutant_(mutant_named(options.mutant).value_or(Mutant::none)),
      target_(parse_host_port(options.target)),
      choices_(choices_for(options, mutant_, stdin_text)) {}

link::Attempt ClientBehaviour::attempt(unsigned number) {
    using namespace std::chrono_literals;
    auto patience = std::chrono::milliseconds(static_cast<long>(options_.timeout * 1000));
    if (mutant_ == Mutant::reconnects) patience = 300ms;  // or the cap on connections is never reached
    link::Attempt attempt{.choices = choices_,
                          .faults = options_.faults,
                          .patience = patience,
                          .approve = [this](const link::Tls& up) { return approve(up); }};
    auto& choices = attempt.choices;
    if (mutant_ != Mutant::forgets) choices.license = license_.kept();
    if (mutant_ == Mutant::pushes_on && number == 1) choices.assumes.reset();  // honest, at first
    if (mutant_ == Mutant::pushes_on && number > 1) choices.requests = Protocols::rdp;
    attempt.tls.tls.min_version = 0x0301;
    attempt.tls.tls.groups = options_.groups;
    attempt.tls.hello_filler = options_.hello_filler;
    attempt.tls.verify = options_.cert != "ignore";
    if (attempt.tls.verify) attempt.tls.trusted_file = options_.trusted;
    if (mutant_ == Mutant::reconnects) attempt.connect_patience = patience;
    return attempt;
}

bool ClientBehaviour::goes_on(unsigned number, const Connected& seen) {
    if (seen.ending && !seen.ending->license.empty()) license_.keep(seen.ending->license);
    return follows(seen) || mutant_ == Mutant::reconnects ||
           (mutant_ == Mutant::pushes_on && number == 1 && !went_through(seen));
}

// To where it is already, with what the redirection gave it [MS-RDPBCGR 3.2.5.3.1]: nobody sends this client
// to another address.
bool ClientBehaviour::follows(const Connected& seen) {
    if (!seen.ending || !seen.ending->redirection || followed_ == options_.follows) return false;
    const auto& packet = **seen.ending->redirection;
    const auto token = peer::routing_token_of(packet);
    if (packet.target_net_address || (packet.load_balance_info && !token)) return false;
    ++followed_;
    choices_.redirected = packet;
    choices_.routing_token = mutant_ == Mutant::forgets ? "" : token.value_or("");
    const bool sealed = (packet.other_flags & wire::ServerRedirection::kPasswordIsPkEncrypted) != 0;
    if (sealed && choices_.requests) *choices_.requests |= Protocols::rdstls;
    if (sealed) choices_.insists_on_nla = false;
    return true;
}

std::optional<std::string> ClientBehaviour::approve(const link::Tls& tls) {
    if (mutant_ == Mutant::trusts_anyone || mutant_ == Mutant::pushes_on || mutant_ == Mutant::disobeys)
        return std::nullopt;
    // What a redirection has named must be what its target shows, whoever has signed it [5.4.5.3.1].
    if (choices_.redirected && choices_.redirected->target_certificate) {
        const auto named = wire::certificate_in(*choices_.redirected->target_certificate);
        if (named == tls.peer_certificate_der()) return std::nullopt;
        return "the certificate is not the one that the redirection has named";
    }
    if (options_.cert == "ignore") return std::nullopt;
    const auto where = host_port_text(target_.host, target_.port);
    if (options_.cert == "tofu") return known_->judge(where, tls.peer_certificate_der());
    if (tls.verify_text() == "ok") return std::nullopt;
    return "the certificate is not to be trusted: " + tls.verify_text();
}

ClientReport ClientBehaviour::report(const Connected& seen) const {
    auto report = report_of(seen);
    if (mutant_ != Mutant::lies) return report;
    report.reason = report.reason == Reason::name ? Reason::server : Reason::name;
    report.exit = 17;
    return report;
}

std::string ClientBehaviour::farewell(const Connected& seen) const {
    return mutant_ == Mutant::says_nothing ? "" : last_line(report(seen));
}

}  // namespace badrdp::harness
