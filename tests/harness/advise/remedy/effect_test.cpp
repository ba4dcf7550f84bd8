#include "harness/advise/remedy/effect.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

#include "harness/data/scenario/apply_settings.h"

BOOST_AUTO_TEST_SUITE(remedy_effect)

using namespace badrdp;
using namespace badrdp::harness;
using wire::Step;
namespace bdata = boost::unit_test::data;

namespace {

Facts ended(Outcome outcome, Step deepest) {
    Facts facts;
    facts.outcome = outcome;
    facts.deepest = deepest;
    return facts;
}

constexpr Security kNla{.protection = Protection::nla};
constexpr Security kTls{.protection = Protection::tls};
constexpr Security kRdp{.protection = Protection::rdp};
constexpr Security kExpired{.protection = Protection::tls, .fit_certificate = false};

struct Row {
    std::string_view name;
    Facts before, after;
    Security due, seen;
    Effect effect;
};
std::ostream& operator<<(std::ostream& os, const Row& row) { return os << row.name; }

const Facts kReset = ended(Outcome::disconnected, Step::client_hello);
const Facts kHung = ended(Outcome::hung, Step::client_hello);
const Facts kEarlier = ended(Outcome::refused, Step::tcp_connect);
const Facts kActive = ended(Outcome::active, Step::active);

const std::vector<Row> kRows{
    {"active, as an honest host", kReset, kActive, kTls, kTls, Effect::cures},
    {"active, better than due", kReset, kActive, kRdp, kNla, Effect::cures},
    {"active without TLS", kReset, kActive, kTls, kRdp, Effect::hides},
    {"active without NLA", kReset, kActive, kNla, kTls, Effect::hides},
    {"active with an expired certificate", kReset, kActive, kTls, kExpired, Effect::hides},
    {"the same end", kReset, kReset, kTls, kTls, Effect::none},
    {"another end at the same step", kReset, kHung, kTls, kTls, Effect::changes},
    {"a deeper end", kEarlier, kReset, kTls, kTls, Effect::changes},
    {"an earlier end", kReset, kEarlier, kTls, kTls, Effect::worse},
    {"a healthy one that stays so", kActive, kActive, kTls, kTls, Effect::none},
    {"a healthy one that breaks", kActive, kReset, kTls, kTls, Effect::worse},
    {"a healthy one that loses TLS", kActive, kActive, kTls, kRdp, Effect::worse},
};

}  // namespace

BOOST_DATA_TEST_CASE(tells_a_cure_from_what_only_hides, bdata::make(kRows), row) {
    BOOST_TEST(name(effect_of(row.before, row.after, row.due, row.seen)) == name(row.effect));
}

BOOST_AUTO_TEST_CASE(an_honest_host_is_one_with_the_defaults_of_its_persona) {
    Scenario ours;
    BOOST_TEST((security_due(ours, ours, "nla", true).protection == Protection::tls));  // it has no settings
    Scenario scenario;
    start_from(scenario, host::defaults_of(host::Persona::server_2019));
    BOOST_TEST((security_due(scenario, scenario, "nla", true).protection == Protection::nla));
    Scenario old;
    start_from(old, host::defaults_of(host::Persona::server_2003));
    BOOST_TEST((security_due(old, old, "nla", true).protection == Protection::rdp));
}

BOOST_AUTO_TEST_CASE(security_is_due_only_from_what_takes_some_away) {
    Scenario before;
    start_from(before, host::defaults_of(host::Persona::server_2019));
    auto after = before;
    auto settings = *before.settings;
    settings.UserAuthentication = false;
    change_settings(after, settings);
    BOOST_TEST((security_due(before, after, "nla", false).protection == Protection::nla));
    BOOST_TEST((security_due(after, before, "nla", false).protection == Protection::rdp));
    BOOST_TEST((security_due(after, after, "nla", false).protection == Protection::rdp));
    auto without_tls = after;
    settings.security_layer = host::SecurityLayer::rdp;
    change_settings(without_tls, settings);
    BOOST_TEST((security_due(after, without_tls, "nla", false).protection == Protection::nla));
}

// The user had said that he wants his password to stay with him.
BOOST_AUTO_TEST_CASE(a_password_left_by_who_was_to_leave_none_is_less_secure) {
    const Scenario scenario;
    auto facts = kActive;
    facts.steps = {Step::client_hello, Step::tls_finished, Step::credssp_credentials};
    facts.left = auth::LeftBehind::password;
    const auto seen = security_seen(scenario, facts);
    BOOST_TEST(lack(security_due(scenario, scenario, "nla", false), seen) == "");
    for (const auto* options : {"restricted_admin", "remote_guard"}) {
        const auto due = security_due(scenario, scenario, options, false);
        BOOST_TEST(lack(due, seen) == "with a password left at the host");
        BOOST_TEST(name(effect_of(kReset, facts, due, seen)) == "hides");
        facts.left = auth::LeftBehind::nothing;
        BOOST_TEST(lack(due, security_seen(scenario, facts)) == "");
        facts.left = auth::LeftBehind::password;
    }
}

BOOST_AUTO_TEST_CASE(a_session_that_the_host_takes_back_with_a_reason_is_none) {
    auto facts = kActive;
    BOOST_TEST(got_in(facts));
    facts.reason = Reason::server;
    BOOST_TEST(got_in(facts));
    facts.steps.push_back(Step::set_error_info);
    BOOST_TEST(!got_in(facts));
    facts.reason = Reason::nothing;  // said for the sake of form: he has logged off
    BOOST_TEST(got_in(facts));
    facts.steps.clear();
    facts.reason = Reason::network;
    for (const auto ending : {TcpEnd::server_fin, TcpEnd::client_rst, TcpEnd::server_rst}) {
        facts.connections.assign(1, {});
        facts.connections[0].ending = ending;
        BOOST_TEST(got_in(facts) == (ending != TcpEnd::server_rst));
    }
}

BOOST_AUTO_TEST_CASE(what_a_session_had_is_read_off_its_steps) {
    Scenario scenario;
    auto facts = kActive;
    BOOST_TEST((security_seen(scenario, facts) == kRdp));
    facts.steps = {Step::client_hello, Step::tls_finished};
    BOOST_TEST((security_seen(scenario, facts) == kTls));
    facts.steps.push_back(Step::credssp_credentials);
    BOOST_TEST((security_seen(scenario, facts) == kNla));
    scenario.host.certificate.not_after = -std::chrono::hours(24);
    BOOST_TEST(!security_seen(scenario, facts).fit_certificate);
}

// Between the client and a middlebox, the middlebox's certificate is what counts.
BOOST_AUTO_TEST_CASE(a_middlebox_shows_its_own_certificate) {
    Scenario scenario;
    scenario.middlebox.emplace().common_name = "Inspection";
    auto facts = kActive;
    facts.steps = {Step::tls_finished};
    BOOST_TEST(!security_seen(scenario, facts).fit_certificate);
}

BOOST_AUTO_TEST_CASE(says_what_is_lacking) {
    BOOST_TEST(lack(kTls, kTls) == "");
    BOOST_TEST(lack(kNla, kRdp) == "with Standard RDP Security alone, where an honest host has NLA");
    BOOST_TEST(lack(kTls, kExpired) == "with a certificate that no client should accept");
}

BOOST_AUTO_TEST_SUITE_END()
