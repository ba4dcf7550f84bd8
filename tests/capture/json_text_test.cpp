#include "capture/json_text.h"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <limits>

BOOST_AUTO_TEST_SUITE(capture_json_text)

using badrdp::capture::json_text;
namespace json = boost::json;

BOOST_AUTO_TEST_CASE(numbers_are_plain_decimals) {
    const struct {
        double number;
        const char* text;
    } cases[] = {{27.133, "27.133"},
                 {0.001, "0.001"},
                 {0.000000001, "0.000000001"},
                 {0, "0.0"},
                 {60, "60.0"},
                 {-1.5, "-1.5"},
                 {1234567.25, "1234567.25"},
                 {1e21, "1000000000000000000000.0"}};
    for (const auto& [number, text] : cases) BOOST_TEST(json_text(json::value(number)) == text);
}

BOOST_AUTO_TEST_CASE(every_number_comes_back) {
    using Limits = std::numeric_limits<double>;
    for (const auto number :
         {0.1, 1.0 / 3, 2.7133e1, Limits::max(), Limits::min(), Limits::denorm_min(), -Limits::max()}) {
        const auto text = json_text(json::value(number));
        BOOST_TEST(text.find_first_of("eE") == std::string::npos);
        BOOST_TEST(std::strtod(text.c_str(), nullptr) == number);
    }
    BOOST_TEST(json_text(json::value(Limits::infinity())) == "null");
    BOOST_TEST(json_text(json::value(Limits::quiet_NaN())) == "null");
}

BOOST_AUTO_TEST_CASE(the_rest_is_as_boost_writes_it) {
    const auto value = json::parse(
        R"({"a":[1,-2,18446744073709551615,true,null,"q\"\u0001"],"":{},"b":[],"c":{"d":[[1.5]]}})");
    BOOST_TEST((json::parse(json_text(value)) == value));
    BOOST_TEST(json_text(value) ==
               R"({"a":[1,-2,18446744073709551615,true,null,"q\"\u0001"],"":{},"b":[],"c":{"d":[[1.5]]}})");
}

BOOST_AUTO_TEST_SUITE_END()
