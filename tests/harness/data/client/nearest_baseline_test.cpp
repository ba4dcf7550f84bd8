#include "harness/data/client/nearest_baseline.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

#include "tests/harness/os/sandbox/play.h"

BOOST_AUTO_TEST_SUITE(harness_client_nearest_baseline)

namespace {

using namespace badrdp::harness;
using namespace badrdp::harness::test;
namespace bdata = boost::unit_test::data;

struct Nearest {
    std::string version;
    std::vector<std::string> known;
    std::string nearest;
};
std::ostream& operator<<(std::ostream& out, const Nearest& row) { return out << row.version; }

const std::vector<Nearest> kNearest{
    {"3.15.0", {"3.10", "3.15", "3.33"}, "3.15"},
    {"3.32.2", {"3.15", "3.33", "3.10"}, "3.15"},
    {"3.34.0", {"3.15", "3.33"}, "3.33"},
    {"2.3.0", {"2.11", "2.6"}, "2.6"},
    {"2.9.0", {"2.11", "2.6"}, "2.6"},
    {"1.9.1", {"1.9", "1.9.1"}, "1.9.1"},
    {"1.9.0", {"1.9", "1.9.1"}, "1.9"},
    {"1.10.0", {"1.1", "1.9"}, "1.9"},
    {"3.15.0", {}, ""},
    {"odd", {"1.9"}, "1.9"},
};

const std::string kEntry =
    "\"tls/x\".lenient = { outcome = \"refused\", exit = 1, step = \"tls_finished\", connections = "
    "[\"0x3\"], "
    "reason = \"tls\", time = \"at once\" }\n";

}  // namespace

BOOST_DATA_TEST_CASE(is_its_own_or_the_newest_that_is_older, bdata::make(kNearest), row) {
    BOOST_TEST(nearest_version(row.version, row.known) == row.nearest);
}

BOOST_AUTO_TEST_CASE(a_baseline_speaks_of_the_versions_that_begin_as_it_does) {
    BOOST_TEST(speaks_of("3.15", "3.15.0"));
    BOOST_TEST(speaks_of("1.9.1", "1.9.1"));
    for (const auto* other : {"3.1.0", "3.150.0", "3", "4.15.0", "x"})
        BOOST_TEST(!speaks_of("3.15", other), other);
}

BOOST_AUTO_TEST_CASE(is_read_from_the_file_of_that_version) {
    const TempFolder root;
    root.write("clients/probe/baseline-2.6.toml", kEntry);
    root.write("clients/probe/baseline-2.11.1.toml", kEntry + kEntry);  // no TOML
    const auto older = load_nearest_baseline(root.path(), "probe", "2.9.0");
    BOOST_REQUIRE(older.baseline);
    BOOST_TEST(older.baseline->version == "2.6");
    BOOST_TEST(older.baseline->entries.size() == 1u);
    BOOST_TEST(!load_nearest_baseline(root.path(), "probe", "2.11.1").complaints.empty());
    BOOST_TEST(!load_nearest_baseline(root.path(), "nobody", "2.9.0").baseline);
}

// A team keeps what it knows of its client beside the client's adapter.
BOOST_AUTO_TEST_CASE(a_client_of_ones_own_has_its_baselines_beside_its_adapter) {
    Adapter adapter;
    adapter.name = "acme";
    adapter.file = "/team/acme/adapter.toml";
    BOOST_TEST(baselines_of(adapter) == std::filesystem::path("/team/acme"));
    adapter.file = "/team/acme.toml";
    BOOST_TEST(baselines_of(adapter) == std::filesystem::path("/team/acme"));

    const TempFolder team;
    team.write("acme/baseline-1.0.toml", kEntry);
    const auto found = load_nearest_baseline_in(team / "acme", "acme", "1.2.0");
    BOOST_TEST_REQUIRE(found.baseline.has_value());
    BOOST_TEST(found.baseline->version == "1.0");
}

BOOST_AUTO_TEST_SUITE_END()
