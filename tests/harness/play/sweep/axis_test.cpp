#include "harness/play/sweep/axis.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

BOOST_AUTO_TEST_SUITE(sweep_axis)

namespace bdata = boost::unit_test::data;
using namespace badrdp;
using namespace badrdp::harness;

namespace {

struct Good {
    std::string text;
    std::vector<double> values;
};
std::ostream& operator<<(std::ostream& out, const Good& good) { return out << good.text; }

const std::vector<Good> kGood{
    {"path.mtu=500,1000,1500", {500, 1000, 1500}},
    {"path.mtu=500..700:100", {500, 600, 700}},
    {"path.mtu=500..650:100", {500, 600, 650}},  // the end is always one of them
    {"path.mtu=1000..1500", {1000, 1050, 1100, 1150, 1200, 1250, 1300, 1350, 1400, 1450, 1500}},
    {"certificate.size=1k..16k", {1024, 2048, 4096, 8192, 16384}},
    {"certificate.size=1k..9k:x3", {1024, 3072, 9216}},
    {"path.rtt=10ms..2s", {10, 20, 40, 80, 160, 320, 640, 1280, 2000}},
    {"path.rtt=0.5ms", {0.5}},
    {"path.loss=0%,0.1%,25%", {0, 0.001, 0.25}},
    {"path.loss=0%..20%:10%", {0, 0.1, 0.2}},
    {"path.rate=64kbit,1Mbit", {64e3, 1e6}},
    {"certificate.key_bits=1024,2048", {1024, 2048}},
};

struct Bad {
    std::string text;
    std::string error;
};
std::ostream& operator<<(std::ostream& out, const Bad& bad) { return out << bad.text; }

const std::vector<Bad> kBad{
    {"path.mut=5", "no axis 'path.mut' (did you mean 'path.mtu'?); there are: path.mtu, path.rtt, "},
    {"wheel=5", "no axis 'wheel'; there are: path.mtu, "},
    {"path.mtu", "path.mtu: which values? For example path.mtu=500, 4k or 1MiB"},
    {"path.mtu=", "path.mtu: which values?"},
    {"path.mtu=10ms", "path.mtu: '10ms' is no value such as 500, 4k or 1MiB"},
    {"path.rtt=10", "path.rtt: '10' is no value such as 10ms or 2s"},
    {"path.rtt=1s,,2s", "path.rtt: '' is no value such as"},
    {"path.mtu=1500..500", "path.mtu: the range '1500..500' does not rise"},
    {"path.mtu=500..1500:0", "path.mtu: '0' is no step above 0"},
    {"path.mtu=500..1500:x1", "path.mtu: 'x1' is no factor above 1"},
    {"path.mtu=500..1500:x", "path.mtu: 'x' is no factor above 1"},
    {"path.loss=0%..50%:x2", "path.loss: 'x2' is no factor above 1 for a range above 0"},
    {"path.loss=101%", "path.loss: 101% is not between 0% and 100%"},
    {"path.mtu=10", "path.mtu: 10 is not between 68 and 65535"},
    {"path.rtt=nan", "path.rtt: 'nan' is no value"},
    {"path.rtt=0.001ms..1s:0.001ms", "path.rtt: more than 10000 values"},
};

}  // namespace

BOOST_DATA_TEST_CASE(reads_lists_and_ranges, bdata::make(kGood), good) {
    const auto axis = parse_axis(good.text);
    BOOST_REQUIRE_MESSAGE(axis, (axis ? "" : axis.error()));
    BOOST_TEST(axis->values == good.values, boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(says_which_axis_is_wrong_and_why, bdata::make(kBad), bad) {
    const auto axis = parse_axis(bad.text);
    BOOST_REQUIRE(!axis);
    BOOST_TEST(axis.error().starts_with(bad.error), axis.error());
}

BOOST_AUTO_TEST_CASE(changes_the_scenarios_own_impairment_or_adds_one) {
    Scenario scenario;
    scenario.path.emplace_back().deed = path::Mtu{.bytes = 1400, .icmp = path::Icmp::correct};
    const auto mtu = parse_axis("path.mtu=900");
    const auto rtt = parse_axis("path.rtt=100ms");
    mtu->kind->apply(scenario, mtu->values[0]);
    rtt->kind->apply(scenario, rtt->values[0]);
    BOOST_REQUIRE_EQUAL(scenario.path.size(), 2u);
    const path::Mtu expected{.bytes = 900, .icmp = path::Icmp::correct};
    BOOST_TEST((std::get<path::Mtu>(scenario.path[0].deed) == expected));
    BOOST_TEST((std::get<path::Delay>(scenario.path[1].deed).by == std::chrono::milliseconds(50)));
}

BOOST_AUTO_TEST_SUITE_END()
