#include "harness/data/scenario/connections.h"

#include "harness/data/scenario/print.h"
#include "tests/harness/data/scenario/bad.h"

BOOST_AUTO_TEST_SUITE(scenario_connections)

namespace bdata = boost::unit_test::data;
using namespace badrdp;
using namespace badrdp::harness;
using wire::Step;

namespace {

constexpr std::string_view kRefusedThenSilent = R"(
[host]
accepts = ["rdp", "tls"]

[[connection]]
failure = 2

[[connection]]
accepts = ["tls"]
[connection.certificate]
key = "ec"
[connection.session]
licensing = "skipped"
[[connection.fault]]
silence = "mcs_connect_response"
when    = "after"
)";

const std::vector<Bad> kBad{
    {"one_alone", "[[connection]]\nfailure = 2",
     "tcp/x.toml:5:1: a single [[connection]] is the same as [host], since later ones meet the last"},
    {"unknown_key", "[[connection]]\nfailur = 2\n[[connection]]",
     "tcp/x.toml:6:1: unknown key 'failur' (did you mean 'failure'?)"},
    {"of_the_socket", "[[connection]]\nlistening = \"closed\"\n[[connection]]",
     "tcp/x.toml:6:1: unknown key 'listening'; it belongs in [host]"},
    {"a_name_of_its_own", "[[connection]]\nname = \"other\"\n[[connection]]",
     "tcp/x.toml:6:1: unknown key 'name'; it belongs in [[host.account]] or in [host]"},
    {"unknown_key_below", "[[connection]]\n[connection.tls]\ncipher = \"NULL\"\n[[connection]]",
     "tcp/x.toml:7:1: unknown key 'cipher' (did you mean 'ciphers'?)"},
    {"no_table_below", "[[connection]]\ntls = 1\n[[connection]]",
     "tcp/x.toml:6:7: 'tls' must be a table, written [connection.tls], not an integer"},
    {"no_list_below", "[[connection]]\naccount = 1\n[[connection]]",
     "tcp/x.toml:6:1: nobody reads 'account': nobody logs on to a host that never speaks CredSSP\n"
     "tcp/x.toml:6:11: 'account' must be a list of tables, each written [[connection.account]]"},
    {"nobody_listens", "[host]\nlistening = \"closed\"\n[[connection]]\nfailure = 2\n[[connection]]",
     "tcp/x.toml:7:1: no connection is served: host.listening is not \"normal\"\n"
     "tcp/x.toml:10:1: no client reaches x224_confirm here: this host never comes to tcp_accept"},
    {"faults_in_two_ways",
     "[[fault]]\nreset = \"client_info\"\nconnections = 1\n[[connection]]\n[[connection]]\nfailure = 2",
     "tcp/x.toml:8:1: with [[connection]], write a fault of one connection as [[connection.fault]]"},
    {"one_and_so_many", "[[fault]]\nreset = \"client_info\"\nconnections = 1\nconnection = 2",
     "tcp/x.toml:8:14: 'connection' is one connection, and 'connections' the first so many"},
    {"outcome_of_one",
     "[[demand]]\nconnection = 2\nreaches = \"x224_confirm\"\noutcome = \"refused\"\nwhy = \"w\"",
     "tcp/x.toml:6:14: 'outcome' is about the client, and not about one connection"},
    {"nothing_of_one", "[[demand]]\nconnection = 2\nwithin = \"5s\"\nwhy = \"w\"",
     "tcp/x.toml:6:14: 'connection' is for 'reaches', 'never' and 'brings'\n"
     "tcp/x.toml:6:14: 'within' is about the client, and not about one connection"},
};

Scenario loaded(std::string_view text) {
    const Tree tree;
    const auto path = tree.write("tcp/x.toml", fmt::format("{}{}{}", kHead, text, kDemand));
    auto loaded = load_scenario(path, tree.root);
    BOOST_REQUIRE_EQUAL(complaints(tree, loaded), "");
    return loaded.scenarios.at(0);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_connection_says_what_differs_from_the_host) {
    const auto scenario = loaded(kRefusedThenSilent);
    BOOST_REQUIRE_EQUAL(scenario.host.connections.size(), 2u);
    const auto& [first, second] = std::tie(scenario.host.connections[0], scenario.host.connections[1]);
    BOOST_TEST((first.server.failure == wire::FailureCode::ssl_not_allowed));
    BOOST_TEST(first.server.accepts_rdp);
    BOOST_TEST(!second.server.failure);
    BOOST_TEST(!second.server.accepts_rdp);
    BOOST_TEST((second.certificate.key == host::KeyKind::ec));
    BOOST_TEST((second.server.licensing == peer::Licensing::skipped));
    BOOST_TEST((scenario.host.certificate.key == host::KeyKind::rsa));
    BOOST_REQUIRE_EQUAL(scenario.faults.size(), 1u);
    const auto& fault = scenario.faults[0];
    BOOST_TEST(fault.text == "silence mcs_connect_response when after from connection 2 on");
    BOOST_TEST(!bends(fault, 1));
    BOOST_TEST(bends(fault, 2));
    BOOST_TEST(bends(fault, 7));
}

BOOST_AUTO_TEST_CASE(a_fault_may_name_its_connection) {
    auto scenario = loaded("[[fault]]\nreset = \"x224_confirm\"\nconnection = 2\n");
    BOOST_REQUIRE_EQUAL(scenario.faults.size(), 1u);
    BOOST_TEST(scenario.faults[0].text == "reset x224_confirm on connection 2");
    BOOST_TEST(!bends(scenario.faults[0], 1));
    BOOST_TEST(bends(scenario.faults[0], 2));
    BOOST_TEST(!bends(scenario.faults[0], 3));
    const Tree tree;
    const auto again = load_scenario(tree.write("case.toml", to_toml(scenario)), tree.root);
    BOOST_TEST(complaints(tree, again) == "");
    BOOST_TEST((again.scenarios.at(0).faults == scenario.faults));
}

BOOST_AUTO_TEST_CASE(they_come_back_from_a_case) {
    auto scenario = loaded(kRefusedThenSilent);
    scenario.faults.insert(scenario.faults.begin(), {.step = Step::x224_confirm,
                                                     .deed = fault::Delay{std::chrono::milliseconds(5)},
                                                     .text = "delay x224_confirm by 5ms"});
    scenario.demands[0].connection = 2;
    const Tree tree;
    auto again = load_scenario(tree.write("case.toml", to_toml(scenario)), tree.root);
    BOOST_TEST(complaints(tree, again) == "");
    BOOST_REQUIRE_EQUAL(again.scenarios.size(), 1u);
    BOOST_TEST((again.scenarios[0].host == scenario.host), to_toml(again.scenarios[0]));
    BOOST_TEST((again.scenarios[0].faults == scenario.faults), to_toml(again.scenarios[0]));
    BOOST_TEST((again.scenarios[0].demands.at(0).connection == 2u));
}

BOOST_AUTO_TEST_CASE(a_person_is_told_of_each) {
    const auto text = describe(loaded(kRefusedThenSilent));
    for (const std::string_view part : {"the host, at connection 1\n  refuses every request with "
                                        "RDP_NEG_FAILURE SSL_NOT_ALLOWED_BY_SERVER (2)\n",
                                        "the host, at connection 2 and later\n  accepts tls\n",
                                        "  silence mcs_connect_response when after from connection 2 on\n"})
        BOOST_TEST(text.find(part) != std::string::npos, part << "is not in\n" << text);
}

BOOST_DATA_TEST_CASE(says_what_is_wrong, bdata::make(kBad), bad) { check(bad, "tcp/x.toml", kHead, kDemand); }

BOOST_AUTO_TEST_SUITE_END()
