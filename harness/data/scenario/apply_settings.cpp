#include "harness/data/scenario/apply_settings.h"

#include <algorithm>
#include <cassert>
#include <tuple>

#include "harness/data/scenario/host_keys.h"
#include "harness/data/scenario/path_words.h"
#include "harness/data/scenario/session_keys.h"

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

// A visitor of host_keys.h and session_keys.h: follows from `was` to `is`, and what was the scenario's own
// stays.
class KeyFollower {
public:
    void truth(auto&&... all) { last_three(all...); }
    void number(auto&&... all) { last_three(all...); }
    void bits(auto&&... all) { last_three(all...); }
    void between(auto&&... all) { last_three(all...); }
    void size(auto&&... all) { last_three(all...); }
    void text(auto&&... all) { last_three(all...); }
    void texts(auto&&... all) { last_three(all...); }
    void duration(auto&&... all) { last_three(all...); }
    void word(auto&&... all) { last_three(all...); }
    void word_or_number(auto&&... all) { last_three(all...); }
    void step(auto&&... all) { last_three(all...); }
    void status(auto&&... all) { last_three(all...); }
    void code(auto&&... all) { last_three(all...); }
    void accepts(std::string_view, peer::ServerChoices& mine, const peer::ServerChoices& was,
                 const peer::ServerChoices& is) {
        follow(mine.accepts, was.accepts, is.accepts);
        follow(mine.accepts_rdp, was.accepts_rdp, is.accepts_rdp);
    }
    void versions(std::string_view, host::Tls& mine, const host::Tls& was, const host::Tls& is) {
        follow(mine.min_version, was.min_version, is.min_version);
        follow(mine.max_version, was.max_version, is.max_version);
    }

    template <class T>
    static void follow(T& mine, const T& was, const T& is) {
        if (!(was == is)) mine = is;
    }

private:
    // What a call says of the key comes first, and what is visited last.
    static void last_three(auto&... all) {
        constexpr auto count = sizeof...(all);
        const auto said = std::tie(all...);
        follow(std::get<count - 3>(said), std::get<count - 2>(said), std::get<count - 1>(said));
    }
};

void follow(host::Host& mine, const host::Host& was, const host::Host& is) {
    KeyFollower v;
    v.follow(mine.listening, was.listening, is.listening);
    visit_choices(v, mine.server, was.server, is.server);
    visit_rdp(v, mine.server, was.server, is.server);
    visit_credssp(v, mine.server, was.server, is.server);
    visit_session(v, mine.server, was.server, is.server);
    v.follow(mine.server.accounts, was.server.accounts, is.server.accounts);
    visit_tls(v, mine.tls, was.tls, is.tls);
    visit_certificate(v, mine.certificate, was.certificate, is.certificate);
    v.follow(mine.connections, was.connections, is.connections);
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
    follow(scenario.host, was.host, is.host);
    exchange(scenario.faults, was.faults, is.faults);
    exchange(scenario.path, impairments_of(was.firewall), impairments_of(is.firewall));
    scenario.settings = settings;
}

}  // namespace badrdp::harness
