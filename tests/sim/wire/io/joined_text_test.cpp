#include "sim/wire/io/joined_text.h"

#include <boost/test/unit_test.hpp>
#include <limits>

namespace badrdp::wire {
namespace {

BOOST_AUTO_TEST_SUITE(joined_text_of_parts)

BOOST_AUTO_TEST_CASE(parts_stand_behind_each_other) {
    BOOST_TEST(joined_text({}) == "");
    BOOST_TEST(joined_text({"", ""}) == "");
    BOOST_TEST(joined_text({"frame ", Digits(12), ": 0x", Digits(0x2f, 16), std::string(40, '-')}) ==
               "frame 12: 0x2f" + std::string(40, '-'));
}

BOOST_AUTO_TEST_CASE(a_part_may_be_nothing_at_all) {
    BOOST_TEST(joined_text({"", std::string_view(), "end"}) == "end");
}

BOOST_AUTO_TEST_CASE(every_number_has_room) {
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    BOOST_TEST(joined_text({Digits(most)}) == "18446744073709551615");
    BOOST_TEST(joined_text({Digits(most, 2)}) == std::string(64, '1'));
    BOOST_TEST(joined_text({Digits(0)}) == "0");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::wire
