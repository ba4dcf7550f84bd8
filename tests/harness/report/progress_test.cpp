#include "harness/report/progress.h"

#include <boost/test/unit_test.hpp>

namespace badrdp::harness {
namespace {

BOOST_AUTO_TEST_SUITE(report_progress)

using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(says_what_there_is_to_say) {
    BOOST_TEST(progress_line(0, 240, 0, 4, 0s) == "0 of 240 played, 4 running, 0 s");
    BOOST_TEST(progress_line(12, 240, 1, 4, 23s) ==
               "12 of 240 played, 1 to look at, 4 running, 23 s (about 7 min left)");
    BOOST_TEST(progress_line(240, 240, 0, 0, 400s) == "240 of 240 played, 7 min");
}

BOOST_AUTO_TEST_CASE(tells_no_future_from_a_few_cases) {
    BOOST_TEST(progress_line(4, 240, 0, 4, 23s) == "4 of 240 played, 4 running, 23 s");
    BOOST_TEST(progress_line(12, 240, 0, 4, 4s) == "12 of 240 played, 4 running, 4 s");
}

BOOST_AUTO_TEST_CASE(fits_a_line) {
    BOOST_TEST(progress_line(99'999, 100'000, 99'999, 999, 100h).size() < 80U);
}

BOOST_AUTO_TEST_CASE(nothing_planned_is_no_division_by_zero) {
    BOOST_TEST(progress_line(0, 0, 0, 0, 10s) == "0 of 0 played, 10 s");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness
