#include "harness/data/scenario/apply_settings.h"

#include <algorithm>
#include <cassert>

#include "harness/data/scenario/path_words.h"

namespace badrdp::harness {
namespace {

constexpr std::uint16_t kPort = 3389;

// A handshake record, and the version that every ClientHello has in it [RFC 8446 5.1].
const wire::Bytes kClientHello{0x16, 0x03, 0x01};

path::Impairment impairment(path::Deed deed, std::uint16_t port) {
    path::Impairment out{.deed = std::move(deed), .port = port};
    out.text = impairment_text(out);
    return out;
}

// Follows from `was` to `is`; what was the scenario's own stays.
template <class T>
void follow(T& mine, const T& was, const T& is) {
    if (!(was == is)) mine = is;
}

void follow(peer::ServerChoices& mine, const peer::ServerChoices& was, const peer::ServerChoices& is) {
    follow(mine.accepts, was.accepts, is.accepts);
    follow(mine.accepts_rdp, was.accepts_rdp, is.accepts_rdp);
    follow(mine.select, was.select, is.select);
    follow(mine.failure, was.failure, is.failure);
    follow(mine.negotiates, was.negotiates, is.negotiates);
    follow(mine.flags, was.flags, is.flags);
    follow(mine.version, was.version, is.version);
    follow(mine.early_capability_flags, was.early_capability_flags, is.early_capability_flags);
    follow(mine.accounts, was.accounts, is.accounts);
    follow(mine.credssp_version, was.credssp_version, is.credssp_version);
    follow(mine.credssp.says_error_code, was.credssp.says_error_code, is.credssp.says_error_code);
    follow(mine.credssp.error_at_negotiate, was.credssp.error_at_negotiate, is.credssp.error_at_negotiate);
    follow(mine.credssp.error_at_authenticate, was.credssp.error_at_authenticate,
           is.credssp.error_at_authenticate);
    follow(mine.early_user_auth, was.early_user_auth, is.early_user_auth);
    follow(mine.encryption_method, was.encryption_method, is.encryption_method);
    follow(mine.encryption_level, was.encryption_level, is.encryption_level);
    follow(mine.multitransport, was.multitransport, is.multitransport);
    follow(mine.parting, was.parting, is.parting);
}

void follow(host::Tls& mine, const host::Tls& was, const host::Tls& is) {
    follow(mine.min_version, was.min_version, is.min_version);
    follow(mine.max_version, was.max_version, is.max_version);
    follow(mine.ciphers, was.ciphers, is.ciphers);
    follow(mine.ciphersuites, was.ciphersuites, is.ciphersuites);
    follow(mine.security_level, was.security_level, is.security_level);
}

void follow(host::CertificateRecipe& mine, const host::CertificateRecipe& was,
            const host::CertificateRecipe& is) {
    follow(mine.bits, was.bits, is.bits);
    follow(mine.digest, was.digest, is.digest);
    follow(mine.common_name, was.common_name, is.common_name);
    follow(mine.not_before, was.not_before, is.not_before);
    follow(mine.not_after, was.not_after, is.not_after);
    follow(mine.issuer, was.issuer, is.issuer);
}

template <class T>
void exchange(std::vector<T>& mine, const std::vector<T>& was, const std::vector<T>& is) {
    if (was == is) return;
    for (const auto& old : was)
        if (const auto at = std::ranges::find(mine, old); at != mine.end()) mine.erase(at);
    mine.insert(mine.begin(), is.begin(), is.end());
}

}  // namespace

host::Behaviour behaviour_of(const host::Settings& settings) { return host::behave(settings, honest_host()); }

std::vector<path::Impairment> impairments_of(host::FirewallRule rule) {
    using host::FirewallRule;
    switch (rule) {
        case FirewallRule::allowed: break;
        case FirewallRule::dropped: return {impairment(path::Drop{path::Traffic::syn}, kPort)};
        case FirewallRule::rejected:
            return {impairment(path::Reject{path::Traffic::syn, path::Refusal::rst}, kPort)};
        case FirewallRule::reset_after_hello:
            return {impairment(path::Reset{path::Toward::both, kClientHello}, 0)};
    }
    return {};
}

void start_from(Scenario& scenario, const host::Settings& settings) {
    auto behaviour = behaviour_of(settings);
    scenario.settings = settings;
    scenario.host = std::move(behaviour.host);
    scenario.faults.insert(scenario.faults.begin(), behaviour.faults.begin(), behaviour.faults.end());
    const auto impairments = impairments_of(behaviour.firewall);
    scenario.path.insert(scenario.path.begin(), impairments.begin(), impairments.end());
}

void change_settings(Scenario& scenario, const host::Settings& settings) {
    assert(scenario.settings);
    const auto was = behaviour_of(*scenario.settings);
    const auto is = behaviour_of(settings);
    follow(scenario.host.listening, was.host.listening, is.host.listening);
    follow(scenario.host.server, was.host.server, is.host.server);
    follow(scenario.host.tls, was.host.tls, is.host.tls);
    follow(scenario.host.certificate, was.host.certificate, is.host.certificate);
    exchange(scenario.faults, was.faults, is.faults);
    exchange(scenario.path, impairments_of(was.firewall), impairments_of(is.firewall));
    scenario.settings = settings;
}

}  // namespace badrdp::harness
