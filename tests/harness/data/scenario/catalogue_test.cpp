#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>

#include "harness/data/scenario/load.h"
#include "tests/root.h"

BOOST_AUTO_TEST_SUITE(scenario_catalogue)

using namespace badrdp;
using namespace badrdp::harness;

namespace {

const Loaded& catalogue() {
    static const Loaded loaded = load_scenarios(std::filesystem::path(badrdp::test::kProject) / "scenarios");
    return loaded;
}

}  // namespace

BOOST_AUTO_TEST_CASE(loads_without_a_complaint) {
    for (const auto& complaint : catalogue().complaints) BOOST_ERROR(to_string(complaint));
    BOOST_TEST(!catalogue().scenarios.empty());
}

BOOST_AUTO_TEST_CASE(every_id_is_there_once) {
    std::set<std::string> seen;
    for (const auto& scenario : catalogue().scenarios)
        BOOST_TEST(seen.insert(scenario.id()).second, "twice: " << scenario.id());
}

BOOST_AUTO_TEST_CASE(every_demand_of_a_scenario_says_how_to_end_or_how_far_to_get) {
    for (const auto& scenario : catalogue().scenarios)
        for (const auto& d : scenario.demands)
            BOOST_TEST((!d.outcome.empty() || d.reaches || !d.never.empty() || !d.brings.empty() ||
                        d.file == "everywhere.toml"),
                       scenario.id() << ", line " << d.line);
}

BOOST_AUTO_TEST_CASE(comes_in_the_order_of_its_names) {
    std::vector<std::string> names;
    for (const auto& scenario : catalogue().scenarios) names.push_back(scenario.name);
    BOOST_TEST(std::ranges::is_sorted(names));
}

BOOST_AUTO_TEST_CASE(every_scenario_lies_in_the_folder_of_a_phase) {
    const std::set<std::string> phases{
        "healthy",  "kerberos",    "path",         "tcp",          "service",      "negotiation",
        "tls",      "certificate", "credssp",      "accounts",     "rdp-security", "settings",
        "channels", "licensing",   "capabilities", "finalization", "redirection",  "session"};
    for (const auto& scenario : catalogue().scenarios)
        BOOST_TEST(phases.contains(scenario.phase()), scenario.id());
}

BOOST_AUTO_TEST_CASE(every_way_to_bend_a_peer_occurs) {
    std::set<std::size_t> seen;
    for (const auto& scenario : catalogue().scenarios)
        for (const auto& fault : scenario.faults) seen.insert(fault.deed.index());
    BOOST_TEST(seen.size() == std::variant_size_v<fault::Deed>);
}

BOOST_AUTO_TEST_CASE(every_way_to_listen_to_issue_and_to_spoil_occurs) {
    std::set<host::Listening> listening;
    std::set<host::Issuer> issuers;
    std::set<host::Spoiled> spoiled;
    std::set<host::KeyKind> keys;
    for (const auto& scenario : catalogue().scenarios) {
        listening.insert(scenario.host.listening);
        issuers.insert(scenario.host.certificate.issuer);
        spoiled.insert(scenario.host.certificate.spoiled);
        keys.insert(scenario.host.certificate.key);
    }
    BOOST_TEST(listening.size() == 4u);
    BOOST_TEST(issuers.size() == 8u);
    BOOST_TEST(spoiled.size() == 4u);
    BOOST_TEST(keys.size() == 3u);
}

// A reset, a hang-up or silence can come at any step; in every phase the catalogue has one of them.
BOOST_AUTO_TEST_CASE(a_connection_is_lost_in_every_phase) {
    std::set<wire::Step> seen;
    for (const auto& scenario : catalogue().scenarios)
        for (const auto& fault : scenario.faults) {
            const auto& deed = fault.deed;
            if (std::holds_alternative<fault::Reset>(deed) || std::holds_alternative<fault::Close>(deed) ||
                std::holds_alternative<fault::Silence>(deed))
                seen.insert(fault.step);
        }
    using enum wire::Step;
    for (const auto step : {tcp_accept, x224_request, x224_confirm, client_hello, server_flight, tls_finished,
                            credssp_negotiate, credssp_authenticate, credssp_credentials, mcs_connect_initial,
                            attach_user_request, channel_join_request, security_exchange, client_info,
                            demand_active, confirm_active, font_map, update})
        BOOST_TEST(seen.contains(step), name(step));
}

BOOST_AUTO_TEST_CASE(every_refusal_of_the_specification_occurs) {
    std::set<std::uint32_t> codes;
    for (const auto& scenario : catalogue().scenarios)
        if (scenario.host.server.failure) codes.insert(std::to_underlying(*scenario.host.server.failure));
    for (std::uint32_t code = 1; code <= 6; ++code) BOOST_TEST(codes.contains(code), code);
}

BOOST_AUTO_TEST_CASE(a_client_that_outlasts_our_patience_breaks_every_scenario) {
    for (const auto& scenario : catalogue().scenarios)
        for (const auto& own : scenario.demands)
            BOOST_TEST(std::ranges::any_of(scenario.demands,
                                           [&](const Demand& d) {
                                               return d.options == own.options && !d.outcome.empty() &&
                                                      std::ranges::find(d.outcome, Outcome::hung) ==
                                                          d.outcome.end();
                                           }),
                       scenario.id() << " lets " << own.options << " hang");
}

BOOST_AUTO_TEST_CASE(the_demands_of_everywhere_speak_of_every_option_set_of_a_scenario) {
    const auto& all = catalogue().scenarios;
    const auto expired =
        std::ranges::find(all, "certificate/expired", [](const Scenario& s) { return s.id(); });
    BOOST_REQUIRE(expired != all.end());
    std::multiset<std::string> options;
    for (const auto& demand : expired->demands)
        if (demand.file == "everywhere.toml") options.insert(demand.options);
    BOOST_TEST((options == std::multiset<std::string>{"lenient", "lenient", "strict", "strict"}));
}

BOOST_AUTO_TEST_SUITE_END()
