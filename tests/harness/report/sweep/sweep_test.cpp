#include "harness/play/sweep/sweep.h"

#include <boost/test/unit_test.hpp>

#include "harness/data/scenario/load.h"
#include "harness/play/simulated_case.h"
#include "harness/report/sweep/report.h"
#include "tests/root.h"

BOOST_AUTO_TEST_SUITE(sweep_sweep)

using namespace badrdp;
using namespace badrdp::harness;

namespace {

const std::filesystem::path kRoot = badrdp::test::kProject;

const Adapter& builtin() {
    static const auto loaded = load_adapter(kRoot / "scenarios/clients/builtin/adapter.toml");
    return loaded.adapters.at(0);
}

Scenario honest() {
    Scenario scenario;
    scenario.name = "healthy/tls";
    scenario.host.certificate.key = host::KeyKind::ec;
    return scenario;
}

std::vector<Axis> axes(std::initializer_list<std::string_view> texts) {
    std::vector<Axis> out;
    for (const auto text : texts) out.push_back(parse_axis(text).value());
    return out;
}

SweepResult play(const SweepOrder& order) {
    std::atomic<std::size_t> done = 0;
    const std::atomic<bool> stop = false;
    auto result = play(order, done, stop);
    BOOST_TEST(done == result.runs.size());
    return result;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_last_axis_turns_fastest) {
    const auto two = axes({"path.mtu=500,600", "path.rtt=1ms,2ms,3ms"});
    BOOST_TEST(points_of(two) == 6u);
    BOOST_TEST((point(two, 0) == std::vector<double>{500, 1}));
    BOOST_TEST((point(two, 2) == std::vector<double>{500, 3}));
    BOOST_TEST((point(two, 3) == std::vector<double>{600, 1}));
}

BOOST_AUTO_TEST_CASE(is_the_same_however_many_threads_play_it) {
    const auto scenario = honest();
    SweepOrder order{.scenario = &scenario,
                     .adapter = &builtin(),
                     .axes = axes({"path.loss=0%,10%,30%", "path.rtt=0ms,50ms"}),
                     .runs = 2,
                     .seed = 3};
    const auto alone = play(order);
    order.jobs = 3;
    const auto together = play(order);
    BOOST_TEST(sweep_csv(order, alone) == sweep_csv(order, together));
    BOOST_TEST(sweep_json(order, alone) == sweep_json(order, together));
    order.seed = 4;
    BOOST_TEST(sweep_csv(order, alone) != sweep_csv(order, play(order)));
}

// A chain that must cross in packets larger than the path carries, and no router that says so.
BOOST_AUTO_TEST_CASE(finds_where_a_black_hole_begins_to_matter) {
    const auto scenario = honest();
    const SweepOrder order{.scenario = &scenario,
                           .adapter = &builtin(),
                           .axes = axes({"path.mtu=576,1499,1500", "certificate.size=1k,8k"})};
    const auto result = play(order);
    BOOST_REQUIRE_EQUAL(result.runs.size(), 6u);
    BOOST_TEST((result.runs[4].outcome == Outcome::active));
    BOOST_TEST((result.runs[5].outcome == Outcome::active));
    BOOST_TEST((result.runs[1].outcome == Outcome::timed_out));
    BOOST_TEST((result.runs[3].outcome == Outcome::timed_out));
    const auto csv = sweep_csv(order, result);
    BOOST_TEST(csv.starts_with("path.mtu (bytes),certificate.size (bytes),run,outcome,deepest,virtual_ms,"));
    BOOST_TEST(csv.contains("\n1500,8192,1,active,active,"));
    const auto svg = sweep_svg(order, result);
    BOOST_TEST(svg.contains("certificate.size (bytes)"));
    BOOST_TEST(svg.contains("timed_out ("));
}

BOOST_AUTO_TEST_CASE(says_why_a_case_cannot_be_simulated) {
    auto scenario = honest();
    BOOST_TEST(why_not_simulated(scenario, builtin(), "lenient") == "");
    for (const auto& [options, set] : builtin().options)
        BOOST_TEST(why_not_simulated(scenario, builtin(), options) == "");
    BOOST_TEST(why_not_simulated(scenario, builtin(), "nonsense") != "");
    Adapter other = builtin();
    other.programs = {"xfreerdp"};
    BOOST_TEST(why_not_simulated(scenario, other, "lenient") == "only the built-in client can be simulated");
    scenario.ipv6 = true;
    BOOST_TEST(why_not_simulated(scenario, builtin(), "lenient").contains("IPv4"));
}

BOOST_AUTO_TEST_SUITE_END()
