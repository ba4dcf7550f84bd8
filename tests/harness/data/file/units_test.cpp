#include "harness/data/file/units.h"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(scenario_units)

using namespace badrdp::harness;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(reads_durations_with_their_unit) {
    BOOST_TEST((parse_duration("50ms") == 50ms));
    BOOST_TEST((parse_duration("10s") == 10s));
    BOOST_TEST((parse_duration("3m") == 3min));
    BOOST_TEST((parse_duration("2h") == 2h));
    BOOST_TEST((parse_duration("182d") == 182 * 24h));
    BOOST_TEST((parse_duration("-1d") == -24h));
    BOOST_TEST((parse_duration("0s") == 0ms));
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_duration) {
    for (const std::string_view text : {"", "s", "10", "10 s", "1.5s", "10sec", "+1s", "1s ", "--1s",
                                        "36501d", "9223372036854775807s", "99999999999999999999s"})
        BOOST_TEST(!parse_duration(text), text);
    BOOST_TEST(!!parse_duration("36500d"));
}

BOOST_AUTO_TEST_CASE(writes_durations_in_the_largest_unit_that_is_exact) {
    BOOST_TEST(duration_text(50ms) == "50ms");
    BOOST_TEST(duration_text(1500ms) == "1500ms");
    BOOST_TEST(duration_text(90s) == "90s");
    BOOST_TEST(duration_text(120s) == "2m");
    BOOST_TEST(duration_text(48h) == "2d");
    BOOST_TEST(duration_text(-24h) == "-1d");
    BOOST_TEST(duration_text(0ms) == "0s");
}

BOOST_AUTO_TEST_CASE(reads_sizes) {
    BOOST_TEST((parse_size("0") == 0u));
    BOOST_TEST((parse_size("1100") == 1100u));
    BOOST_TEST((parse_size("512B") == 512u));
    BOOST_TEST((parse_size("16KiB") == 16384u));
    BOOST_TEST((parse_size("1MiB") == 1048576u));
    for (const std::string_view text : {"", "KiB", "-1", "-1KiB", "1kB", "1.5KiB", "1 KiB", "1025MiB"})
        BOOST_TEST(!parse_size(text), text);
}

BOOST_AUTO_TEST_SUITE_END()
