#include "harness/data/client/version.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

#include "harness/data/client/adapter.h"

BOOST_AUTO_TEST_SUITE(harness_client_version)

namespace {

using namespace badrdp::harness;
namespace bdata = boost::unit_test::data;

struct Case {
    std::string version, range;
    bool matches;
};
std::ostream& operator<<(std::ostream& out, const Case& c) {
    return out << c.version << " against " << c.range;
}

const std::vector<Case> kCases{
    {"2.11.7", ">=2 <3", true},
    {"3.0.0", ">=2 <3", false},
    {"1.9.0", ">=2 <3", false},
    {"2.0", ">=2", true},
    {"2", ">=2.0", true},
    {"2", ">2", false},
    {"2.11.7", ">2", false},
    {"2.11.7", ">2.11", false},
    {"2.12.0", ">2.11", true},
    {"2.11.7", "=2.11", true},
    {"2.11.7", "=2.1", false},
    {"2.9.0", "<2.10", true},
    {"2.11.7", "<=2.11", true},
    {"2.11.7", "<=2.10", false},
    {"10.0", ">9", true},
    {"2.11.7", "", true},
    {"", "", true},
    {"", ">=2", false},
    {"2.11.7", "  >=2   <3 ", true},
    {"2.x", ">=2", false},
    {"2.11.7", "2.11", false},
};

}  // namespace

BOOST_DATA_TEST_CASE(a_version_is_in_a_range_or_not, bdata::make(kCases), c) {
    BOOST_TEST(version_matches(c.version, c.range) == c.matches);
}

BOOST_AUTO_TEST_CASE(numbers_with_dots_are_a_version_and_nothing_else) {
    BOOST_TEST((parse_version("2.11.7") == std::vector<unsigned>{2, 11, 7}));
    for (const auto* bad : {"", ".", "2.", ".2", "2..1", "v2", "2 ", "-1", "99999999999"})
        BOOST_TEST(!parse_version(bad).has_value(), "'" << bad << "' is a version");
}

BOOST_AUTO_TEST_CASE(a_range_that_is_not_understood_is_none) {
    for (const auto* bad : {"2", "~2", ">=", ">=2 and <3", "=>2"})
        BOOST_TEST(!parse_range(bad).has_value(), "'" << bad << "' is a range");
}

BOOST_AUTO_TEST_SUITE_END()
