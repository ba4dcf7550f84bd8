#include "harness/advise/remedy/effect.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/host/model.h"

namespace badrdp::harness {
namespace {

using peer::Protocols;
using wire::Step;

bool passed(const Facts& facts, Step step) {
    return std::ranges::find(facts.steps, step) != facts.steps.end();
}

// What a client that verifies would find wrong even if it knew the signer.
bool is_fit(const host::CertificateRecipe& recipe) {
    const bool in_date = recipe.not_before.count() <= 0 && recipe.not_after.count() > 0;
    const bool strong = recipe.key != host::KeyKind::rsa || recipe.bits >= 2048;
    const bool well_signed = recipe.digest != "sha1" && recipe.digest != "md5";
    const bool for_servers =
        recipe.extended_key_usage.empty() ||
        std::ranges::find(recipe.extended_key_usage, "serverAuth") != recipe.extended_key_usage.end();
    const bool whole_chain = recipe.issuer == host::Issuer::self || recipe.issuer == host::Issuer::ca;
    return in_date && strong && well_signed && for_servers && whole_chain && recipe.common_name.empty() &&
           recipe.spoiled == host::Spoiled::no;
}

Protection best_of(const peer::ServerChoices& server) {
    if (has_any(server.accepts, wire::kNla)) return Protection::nla;
    return has_any(server.accepts, Protocols::ssl) ? Protection::tls : Protection::rdp;
}

// What the host does with if the client offers no more.
Protection least_of(const peer::ServerChoices& server) {
    if (server.accepts_rdp || server.select == Protocols::rdp) return Protection::rdp;
    return has_any(server.accepts, Protocols::ssl) ? Protection::tls : Protection::nla;
}

}  // namespace

std::string_view name(Protection protection) {
    constexpr std::array<std::string_view, 3> names{"Standard RDP Security", "TLS", "NLA"};
    return names[static_cast<std::size_t>(protection)];
}

Security security_due(const Scenario& before, const Scenario& after, std::string_view options,
                      bool other_options) {
    Security due;
    if (options == "restricted_admin" || options == "remote_guard") due.may_leave = auth::LeftBehind::ticket;
    if (!other_options && least_of(after.host.server) >= least_of(before.host.server)) return due;
    due.protection =
        best_of(before.settings ? host::behave(host::defaults_of(before.settings->persona)).host.server
                                : before.host.server);
    return due;
}

Security security_seen(const Scenario& scenario, const Facts& facts) {
    if (passed(facts, Step::credssp_credentials))
        return {.protection = Protection::nla,
                .fit_certificate = is_fit(scenario.host.certificate),
                .left = facts.left};
    if (passed(facts, Step::tls_finished) || passed(facts, Step::client_hello))
        return {.protection = Protection::tls,
                .fit_certificate = is_fit(scenario.middlebox.value_or(scenario.host.certificate)),
                .left = facts.left};
    return {.protection = Protection::rdp, .left = facts.left};
}

bool got_in(const Facts& facts) {
    const bool with_a_reason = facts.reason == Reason::server && passed(facts, Step::set_error_info);
    const bool reset = facts.reason != Reason::nothing && !facts.connections.empty() &&
                       facts.connections.back().ending == TcpEnd::server_rst;
    return got_through(facts.outcome) && !with_a_reason && !reset;
}

Effect effect_of(const Facts& before, const Facts& after, const Security& due, const Security& seen) {
    const bool insecure = !lack(due, seen).empty();
    if (got_in(before)) return got_in(after) && !insecure ? Effect::none : Effect::worse;
    if (got_in(after)) return insecure ? Effect::hides : Effect::cures;
    if (after.deepest < before.deepest) return Effect::worse;
    return after.outcome == before.outcome && after.deepest == before.deepest ? Effect::none
                                                                              : Effect::changes;
}

std::string lack(const Security& due, const Security& seen) {
    if (seen.protection < due.protection)
        return fmt::format("with {} alone, where an honest host has {}", name(seen.protection),
                           name(due.protection));
    if (seen.left > due.may_leave) return fmt::format("with a {} left at the host", name(seen.left));
    return seen.fit_certificate ? "" : "with a certificate that no client should accept";
}

}  // namespace badrdp::harness
