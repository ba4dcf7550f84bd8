#include "harness/advise/remedy/apply.h"

#include <boost/test/unit_test.hpp>

#include "harness/data/scenario/apply_settings.h"

BOOST_AUTO_TEST_SUITE(remedy_apply)

using namespace badrdp;
using namespace badrdp::harness;
using host::ServiceState;

namespace {

Remedy setting(std::string key, std::vector<std::string> from, std::string to) {
    Remedy out;
    out.change.settings = {{std::move(key), std::move(from), std::move(to)}};
    return out;
}

Scenario with(const host::Settings& settings) {
    Scenario out;
    out.name = "service/stuck";
    start_from(out, settings);
    return out;
}

Scenario stuck() {
    host::Settings settings;
    settings.TermService = ServiceState::stuck_accepting;
    return with(settings);
}

Scenario behind(path::Deed deed) {
    Scenario out;
    out.path.push_back({.deed = std::move(deed)});
    return out;
}

Remedy taking_away(std::vector<std::string> verbs, std::vector<path::Traffic> traffic = {}) {
    Remedy out;
    out.change.path = {{std::move(verbs), {}, std::move(traffic)}};
    return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_restart_makes_a_stuck_service_answer) {
    const auto before = stuck();
    BOOST_TEST((before.host.listening == host::Listening::mute));
    const auto after = apply(setting("TermService", {"stuck_accepting"}, "running"), before);
    BOOST_TEST((after.host.listening == host::Listening::normal));
    BOOST_TEST((after.settings->TermService == ServiceState::running));
}

BOOST_AUTO_TEST_CASE(a_licence_may_be_given_or_forgotten) {
    Scenario refused;
    refused.visits = 2;
    refused.host.server.licensing = peer::Licensing::presented_refused;
    Remedy host, client;
    host.change.licensed = client.change.first_visit = true;
    BOOST_TEST((apply(host, refused).host.server.licensing == peer::Licensing::valid_client));
    BOOST_TEST(apply(host, refused).visits == 2u);
    BOOST_TEST((apply(client, refused).host.server.licensing == peer::Licensing::presented_refused));
    BOOST_TEST(apply(client, refused).visits == 1u);
}

BOOST_AUTO_TEST_CASE(what_is_for_another_state_changes_nothing) {
    const auto before = stuck();
    BOOST_TEST((apply(setting("TermService", {"stopped", "disabled"}, "running"), before) == before));
    BOOST_TEST((apply(Remedy{}, before) == before));
}

BOOST_AUTO_TEST_CASE(faults_that_a_setting_led_to_go_with_it_and_others_stay) {
    host::Settings settings;
    settings.machine_keys = host::MachineKeys::access_denied;
    auto before = with(settings);
    const fault::Fault own{.step = wire::Step::license, .deed = fault::Delay{}, .text = "own"};
    BOOST_TEST_REQUIRE(before.faults.size() == 1u);
    before.faults.push_back(own);
    const auto after = apply(setting("machine_keys", {"access_denied"}, "readable"), before);
    BOOST_TEST((after.faults == std::vector{own}));
}

BOOST_AUTO_TEST_CASE(an_allow_rule_lets_packets_pass_and_resets_stay) {
    const auto rule = taking_away({"drop", "reject"}, {path::Traffic::syn, path::Traffic::tcp});
    BOOST_TEST(apply(rule, behind(path::Drop{path::Traffic::syn})).path.empty());
    BOOST_TEST(apply(rule, behind(path::Reject{path::Traffic::syn, path::Refusal::rst})).path.empty());
    BOOST_TEST(apply(rule, behind(path::Drop{path::Traffic::frames})).path.size() == 1u);
    BOOST_TEST(apply(rule, behind(path::Reset{})).path.size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_impairment_of_another_cause_stays) {
    auto remedy = taking_away({"reset"});
    remedy.change.path[0].causes = {"C24"};
    auto before = behind(path::Reset{});
    before.cause = "C12";
    BOOST_TEST((apply(remedy, before) == before));
    before.cause = "C24";
    BOOST_TEST(apply(remedy, before).path.empty());
}

BOOST_AUTO_TEST_CASE(the_mtu_becomes_the_least_one_on_the_way) {
    Remedy remedy;
    remedy.change.mtu_of_path = true;
    auto before = behind(path::Mtu{.bytes = 1400});
    before.path.push_back({.deed = path::Mtu{.bytes = 1000}});
    BOOST_TEST(apply(remedy, before).mtu.value_or(0) == 1000u);
    const auto no_mtu = behind(path::Drop{});
    BOOST_TEST((apply(remedy, no_mtu) == no_mtu));
}

BOOST_AUTO_TEST_CASE(an_address_needs_no_name_server) {
    Remedy remedy;
    remedy.change.by_address = true;
    Scenario before;
    before.names = Names::Answer::nxdomain;
    before.by_name = true;
    const auto after = apply(remedy, before);
    BOOST_TEST(!after.names.has_value());
    BOOST_TEST(!after.by_name);
}

// What a remedy names becomes as in a sound realm, and the rest stays.
BOOST_AUTO_TEST_CASE(a_realm_is_mended_by_its_keys) {
    Remedy remedy;
    remedy.change.kdc = {"clock", "service", "other_realm"};
    Scenario before;
    BOOST_TEST((apply(remedy, before) == before));
    before.kdc = Realm{.service = Realm::Service::other_key,
                       .keys = Realm::Keys::rc4,
                       .other_realm = true,
                       .clock = std::chrono::hours(1)};
    BOOST_TEST((apply(remedy, before).kdc == Realm{.keys = Realm::Keys::rc4}));
    remedy.change.kdc = {"keys", "found", "ticket_life", "largest_datagram"};
    before.kdc = Realm{.found = Realm::Found::by_dns,
                       .keys = Realm::Keys::rc4,
                       .ticket_life = std::chrono::minutes(10),
                       .largest_datagram = 300};
    BOOST_TEST((apply(remedy, before).kdc == Realm{}));
}

BOOST_AUTO_TEST_CASE(a_middlebox_that_is_turned_off_answers_no_more) {
    Remedy remedy;
    remedy.change.no_middlebox = true;
    Scenario before;
    before.middlebox.emplace();
    BOOST_TEST(!apply(remedy, before).middlebox.has_value());
}

BOOST_AUTO_TEST_CASE(an_honest_host_on_a_bad_path_has_settings_too) {
    const auto before = behind(path::Mtu{.bytes = 576});
    const auto after = apply(setting("SecurityLayer", {}, "rdp"), before);
    BOOST_TEST((after.host.server.accepts == wire::Protocols{0}));
    BOOST_TEST(after.host.server.accepts_rdp);
    BOOST_TEST((after.path == before.path));
    BOOST_TEST(!after.settings.has_value());
}

BOOST_AUTO_TEST_CASE(a_bad_certificate_of_the_scenarios_own_can_be_replaced) {
    Scenario before;
    before.host = honest_host();
    before.host.certificate.not_after = -std::chrono::hours(24);
    const auto renew = setting("certificate", {"expired"}, "self_signed");
    BOOST_TEST((apply(renew, before).host == honest_host()));
    BOOST_TEST(undetermined(renew, before) == "");
    BOOST_TEST((apply(setting("certificate", {"corrupt"}, "self_signed"), before) == before));
    const auto rdp = apply(setting("SecurityLayer", {}, "rdp"), before);
    BOOST_TEST((rdp.host.server.accepts == wire::Protocols{0}));
    BOOST_TEST((rdp.host.certificate == before.host.certificate));
    before.host.certificate = honest_host().certificate;
    before.host.certificate.spoiled = host::Spoiled::garbage_der;
    BOOST_TEST((apply(setting("certificate", {"corrupt"}, "self_signed"), before).host == honest_host()));
    BOOST_TEST(
        (apply(setting("SecurityLayer", {}, "rdp"), before).host.server.accepts == wire::Protocols{0}));
}

BOOST_AUTO_TEST_CASE(nobody_can_tell_which_setting_a_wire_fault_came_from) {
    const auto remedy = setting("SecurityLayer", {}, "rdp");
    Scenario before;
    before.faults.push_back({.step = wire::Step::server_flight, .deed = fault::Reset{}, .text = "reset"});
    BOOST_TEST((apply(remedy, before) == before));
    BOOST_TEST(undetermined(remedy, before) == "this scenario says what the host does, not how it is set");
    BOOST_TEST(undetermined(remedy, stuck()) == "");
}

BOOST_AUTO_TEST_CASE(what_is_not_modelled_says_why) {
    Remedy remedy;
    remedy.not_modelled = "the clients here are what they are";
    BOOST_TEST(undetermined(remedy, stuck()) == remedy.not_modelled);
}

BOOST_AUTO_TEST_CASE(another_option_set_takes_the_place_of_those_it_is_for) {
    Remedy remedy;
    remedy.change.options = OptionChange{{"tls", "nla"}, "rdp"};
    BOOST_TEST(options_under(remedy, "tls") == "rdp");
    BOOST_TEST(options_under(remedy, "lenient") == "lenient");
    remedy.change.options->from.clear();
    BOOST_TEST(options_under(remedy, "lenient") == "rdp");
    BOOST_TEST(options_under(Remedy{}, "lenient") == "lenient");
}

BOOST_AUTO_TEST_SUITE_END()
