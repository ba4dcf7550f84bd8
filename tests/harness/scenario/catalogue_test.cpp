#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>

#include "harness/scenario/load.h"

using namespace badrdp;
using namespace badrdp::harness;

namespace {

const Loaded& catalogue() {
    static const Loaded loaded = load_scenarios(std::filesystem::path(BADRDP_ROOT) / "scenarios");
    return loaded;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(scenario_catalogue)

BOOST_AUTO_TEST_CASE(loads_without_a_complaint) {
    for (const auto& complaint : catalogue().complaints) BOOST_ERROR(to_string(complaint));
    BOOST_TEST(!catalogue().scenarios.empty());
}

BOOST_AUTO_TEST_CASE(every_id_is_there_once) {
    std::set<std::string> seen;
    for (const auto& scenario : catalogue().scenarios)
        BOOST_TEST(seen.insert(scenario.id()).second, "twice: " << scenario.id());
}

BOOST_AUTO_TEST_CASE(every_scenario_says_how_the_client_should_end_or_how_far_it_should_get) {
    for (const auto& scenario : catalogue().scenarios)
        BOOST_TEST(std::ranges::any_of(scenario.demands,
                                       [](const Demand& d) {
                                           return d.file != "everywhere.toml" &&
                                                  (!d.outcome.empty() || d.reaches || !d.never.empty());
                                       }),
                   scenario.id());
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
