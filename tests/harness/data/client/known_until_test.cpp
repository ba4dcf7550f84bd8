#include "harness/data/client/known_until.h"

#include <boost/test/unit_test.hpp>

namespace badrdp::harness {
namespace {

BOOST_AUTO_TEST_SUITE(data_known_until)

// Why a break that is known until then excuses nothing, with a client and a baseline of these versions.
std::string expired(std::string until, std::string_view client, std::string own, std::string_view today) {
    Baseline baseline;
    baseline.version = std::move(own);
    auto& entry = baseline.entries.emplace_back();
    entry.known = KnownBreak{{"says"}, "it is old", "", std::move(until)};
    expire(baseline, client, today);
    return baseline.entries.front().known->expired;
}

BOOST_AUTO_TEST_CASE(a_date_is_year_month_and_day) {
    for (const auto* date : {"2026-12-31", "2026-01-01"}) BOOST_TEST(is_date(date), date);
    for (const auto* other :
         {"2.12", "2026-13-01", "2026-00-01", "2026-01-32", "26-01-01", "2026/01/01", "2026-01-01 ", ""})
        BOOST_TEST(!is_date(other), other);
}

BOOST_AUTO_TEST_CASE(a_date_bites_on_its_day) {
    BOOST_TEST(expired("2026-07-01", "2.11.7", "2.11", "2026-06-30").empty());
    BOOST_TEST(expired("2026-07-01", "2.11.7", "2.11", "2026-07-01") ==
               "its baseline knew of this break until 2026-07-01: look again");
    BOOST_TEST(!expired("2020-01-01", "2.11.7", "2.11", "2026-07-01").empty());
}

BOOST_AUTO_TEST_CASE(a_version_bites_from_that_version_on) {
    BOOST_TEST(expired("2.12", "2.11.9", "2.11", "2026-07-01").empty());
    BOOST_TEST(expired("2.12", "2.12.0", "2.11", "2026-07-01") ==
               "its baseline knew of this break until version 2.12: look again");
    BOOST_TEST(!expired("2.12", "3.0", "2.11", "2026-07-01").empty());
}

// A list for 2.11 speaks for 2.13 until somebody says otherwise; who has recorded 2.13 has looked again.
BOOST_AUTO_TEST_CASE(nothing_bites_that_says_no_until_or_was_looked_at_since) {
    BOOST_TEST(expired("", "2.13.0", "2.11", "2026-07-01").empty());
    BOOST_TEST(expired("2.14", "2.13.0", "2.11", "2026-07-01").empty());
    BOOST_TEST(expired("2.12", "2.13.0", "2.13", "2026-07-01").empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness
