#include "harness/data/scenario/apply_settings.h"
#include "harness/data/scenario/print.h"
#include "harness/data/scenario/settings_words.h"
#include "tests/harness/data/scenario/bad.h"

BOOST_AUTO_TEST_SUITE(scenario_settings)

using namespace badrdp;
using namespace badrdp::harness;
namespace bdata = boost::unit_test::data;

namespace {

std::string scenario_with(std::string_view host) {
    return fmt::format(
        "schema = 1\ntitle = \"t\"\nwhy = \"w\"\n{}\n[[demand]]\noutcome = \"refused\"\nwhy = \"w\"\n", host);
}

Scenario load_text(std::string_view host) {
    const Tree tree;
    const auto loaded = load_scenario(tree.write("tls/x.toml", scenario_with(host)), tree.root);
    for (const auto& complaint : loaded.complaints) BOOST_ERROR(to_string(complaint));
    BOOST_REQUIRE_EQUAL(loaded.scenarios.size(), 1u);
    return loaded.scenarios[0];
}

const std::vector<Bad> kBad{
    {"unknown_key", "[host.settings]\nSecurityLayr = 2",
     "tls/x.toml:5:1: unknown key 'SecurityLayr' (did you mean 'SecurityLayer'?)"},
    {"unknown_persona", "[host.settings]\npersona = \"server2019\"",
     "tls/x.toml:5:11: unknown persona 'server2019' (did you mean 'server_2019'?)"},
    {"unknown_word", "[host.settings]\nTermService = \"runing\"",
     "tls/x.toml:5:15: unknown TermService 'runing' (did you mean 'running'?)"},
    {"number_that_the_registry_has_not", "[host.settings]\nSecurityLayer = 3",
     "tls/x.toml:5:17: 'SecurityLayer' must be between 0 and 2, not 3"},
    {"port_of_nobody", "[host.settings]\nPortNumber = 0",
     "tls/x.toml:5:14: 'PortNumber' must be between 1 and 65535, not 0"},
    {"truth_is_a_word", "[host.settings]\nUserAuthentication = \"on\"",
     "tls/x.toml:5:22: 'UserAuthentication' must be true or false, not a string"},
};

}  // namespace

BOOST_DATA_TEST_CASE(says_what_is_wrong_with_settings, bdata::make(kBad), bad) {
    const Tree tree;
    const auto loaded = load_scenario(tree.write("tls/x.toml", scenario_with(bad.text)), tree.root);
    BOOST_TEST(complaints(tree, loaded) == bad.complaints);
}

BOOST_AUTO_TEST_CASE(a_persona_brings_its_defaults_and_keys_change_them) {
    const auto s = load_text(
        "[host.settings]\nUserAuthentication = 1\npersona = \"windows_7\"\nSecurityLayer = \"tls\"");
    auto expected = host::defaults_of(host::Persona::windows_7);
    expected.UserAuthentication = true;
    expected.security_layer = host::SecurityLayer::tls;
    BOOST_TEST((s.settings == expected));
    BOOST_TEST((s.host == behaviour_of(expected).host));
    BOOST_TEST((s.host.server.accounts == honest_host().server.accounts));
}

BOOST_AUTO_TEST_CASE(faults_and_impairments_of_the_settings_stand_in_front) {
    const auto s = load_text(
        "[host.settings]\nmachine_keys = \"access_denied\"\nfirewall = \"dropped\"\n"
        "[[fault]]\ndelay = \"x224_confirm\"\nby = \"1s\"\n[[path]]\ndelay = \"5ms\"");
    BOOST_REQUIRE_EQUAL(s.faults.size(), 2u);
    BOOST_TEST(s.faults[0].text == "reset server_flight");
    BOOST_REQUIRE_EQUAL(s.path.size(), 2u);
    BOOST_TEST(s.path[0].text == "drop syn port 3389");
    BOOST_TEST(s.needs_network());
}

BOOST_AUTO_TEST_CASE(the_other_tables_of_the_host_have_the_last_word) {
    const auto s = load_text(
        "[host.settings]\npersona = \"server_2022\"\ncertificate = \"expired\"\n"
        "[host]\nname = \"box\"\n[host.certificate]\npad_to = \"4KiB\"\n[host.tls]\nversions = [\"1.2\", "
        "\"1.2\"]");
    BOOST_TEST(s.host.name == "box");
    BOOST_TEST(s.host.certificate.pad_to == 4096u);
    BOOST_TEST((s.host.certificate.not_after < std::chrono::seconds(0)));
    BOOST_TEST(s.host.tls.max_version == 0x0303);
}

BOOST_AUTO_TEST_CASE(a_healthy_scenario_has_settings_that_nothing_fails_with) {
    const Tree tree;
    const auto loaded = load_scenario(
        tree.write("healthy/x.toml", scenario_with("[host.settings]\ncertificate = \"missing\"")), tree.root);
    BOOST_TEST(complaints(tree, loaded) ==
               "healthy/x.toml:4:1: a healthy scenario has only settings with which nothing fails");
}

BOOST_AUTO_TEST_CASE(every_value_of_every_key_comes_back_from_toml) {
    for (const auto& key : setting_keys())
        for (const auto& word : key.words) {
            Scenario s;
            s.name = "tls/x";
            s.title = s.why = "t";
            s.demands.emplace_back().outcome = {Outcome::refused};
            s.demands.back().why = "w";
            host::Settings settings;
            key.set(settings, word.value);
            start_from(s, settings);
            const Tree tree;
            const auto text = to_toml(s);
            const auto loaded = load_scenario(tree.write("case.toml", text), tree.root);
            for (const auto& complaint : loaded.complaints) BOOST_ERROR(to_string(complaint) << "\n" << text);
            BOOST_REQUIRE_EQUAL(loaded.scenarios.size(), 1u);
            const auto& again = loaded.scenarios[0];
            BOOST_TEST((again.settings == s.settings), key.name << " " << word.name);
            BOOST_TEST((again.host == s.host), key.name << " " << word.name << "\n" << text);
            BOOST_TEST((again.faults == s.faults), key.name << " " << word.name);
            BOOST_TEST((again.path == s.path), key.name << " " << word.name);
        }
}

BOOST_AUTO_TEST_CASE(a_setting_is_set_by_its_word_or_its_number) {
    host::Settings s;
    BOOST_TEST(set_setting(s, "SecurityLayer", "0"));
    BOOST_TEST((s.security_layer == host::SecurityLayer::rdp));
    BOOST_TEST(set_setting(s, "SecurityLayer", "negotiate"));
    BOOST_TEST(*setting_text(s, "SecurityLayer") == "negotiate");
    BOOST_TEST(set_setting(s, "UserAuthentication", "false"));
    BOOST_TEST(set_setting(s, "PortNumber", "3390"));
    BOOST_TEST(s.PortNumber == 3390);
    const auto before = s;
    for (const auto& [key, value] : {std::pair{"SecurityLayer", "3"},
                                     {"SecurityLayer", "ssl"},
                                     {"Security", "0"},
                                     {"PortNumber", "70000"},
                                     {"PortNumber", "x"},
                                     {"certificate", "1"}})
        BOOST_TEST(!set_setting(s, key, value), key << " " << value);
    BOOST_TEST((s == before));
}

// Restoring a setting takes away what it led to, and leaves alone what the scenario has of its own.
BOOST_AUTO_TEST_CASE(a_change_follows_the_settings_alone) {
    auto s = load_text(
        "[host.settings]\nmachine_keys = \"corrupt\"\nfirewall = \"rejected\"\ncertificate = \"expired\"\n"
        "[host.certificate]\npad_to = \"4KiB\"\n[host.credssp]\nversion = 3\n"
        "[[fault]]\ndelay = \"x224_confirm\"\nby = \"1s\"");
    auto cured = *s.settings;
    cured.machine_keys = host::MachineKeys::readable;
    cured.firewall = host::FirewallRule::allowed;
    cured.certificate = host::ListenerCertificate::self_signed;
    change_settings(s, cured);
    BOOST_REQUIRE_EQUAL(s.faults.size(), 1u);
    BOOST_TEST(s.faults[0].text == "delay x224_confirm by 1s");
    BOOST_TEST(s.path.empty());
    BOOST_TEST((s.host.certificate.not_after > std::chrono::seconds(0)));
    BOOST_TEST(s.host.certificate.pad_to == 4096u);
    BOOST_TEST(s.host.server.credssp_version == 3u);
    BOOST_TEST((s.settings == cured));
}

BOOST_AUTO_TEST_CASE(an_administrator_is_told_where_to_look) {
    const auto text = describe(load_text("[host.settings]\nmachine_keys = \"access_denied\""));
    BOOST_TEST(text.find("server_2019 as it was installed") != std::string::npos, text);
    BOOST_TEST(text.find("machine_keys = access_denied    (C:\\ProgramData") != std::string::npos, text);
    BOOST_TEST(text.find("event log: System, Schannel 36870: ") != std::string::npos, text);
}

BOOST_AUTO_TEST_SUITE_END()
