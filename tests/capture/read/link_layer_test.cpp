#include "capture/read/link_layer.h"

#include <boost/test/unit_test.hpp>

#include "tests/golden.h"

namespace badrdp::test {
namespace {

BOOST_AUTO_TEST_SUITE(capture_link_layer)

using capture::Carried;
using capture::payload_of;

const std::string kMacs = "02 00 00 00 00 01 02 00 00 00 00 02 ";

void is_ip(std::uint16_t link_type, const std::string& hex) {
    const auto frame = from_hex(hex + " 45 aa");
    const auto found = payload_of(link_type, frame);
    BOOST_TEST_CONTEXT(link_type << ": " << hex) {
        BOOST_TEST((found.what == Carried::ip));
        BOOST_REQUIRE_EQUAL(found.bytes.size(), 2u);
        BOOST_TEST(found.bytes[1] == 0xaa);
    }
}

// The layouts are those of the link types' own descriptions.
BOOST_AUTO_TEST_CASE(finds_ip_behind_each_link_layer) {
    is_ip(1, kMacs + "08 00");
    is_ip(1, kMacs + "81 00 00 05 08 00");              // 802.1Q
    is_ip(1, kMacs + "88 a8 00 05 81 00 00 06 86 dd");  // 802.1ad around 802.1Q
    is_ip(1, kMacs + "88 64 11 00 00 01 00 04 00 21");  // PPPoE
    is_ip(113, "00 04 00 01 00 06 02 00 00 00 00 01 00 00 08 00");
    is_ip(276, "08 00 00 00 00 00 00 02 00 01 00 06 02 00 00 00 00 01 00 00");
    is_ip(101, "");
    is_ip(0, "02 00 00 00");
    is_ip(0, "00 00 00 02");
    is_ip(108, "00 00 00 02");
}

BOOST_AUTO_TEST_CASE(tells_what_is_no_ip) {
    const auto what = [](std::uint16_t type, const std::string& hex) {
        return payload_of(type, from_hex(hex)).what;
    };
    BOOST_TEST((what(1, kMacs + "08 06 00 01") == Carried::arp));
    BOOST_TEST((what(1, kMacs + "88 cc 00 01") == Carried::other));
    BOOST_TEST((what(1, "02 00") == Carried::other));
    BOOST_TEST((what(1, kMacs + "81 00 00") == Carried::other));
    BOOST_TEST((what(101, "60") == Carried::ip));
    BOOST_TEST((what(101, "10") == Carried::other));
    BOOST_TEST((what(147, "45") == Carried::unknown_link));
}

BOOST_AUTO_TEST_CASE(ends_where_tags_never_do) {
    std::string hex = kMacs;
    for (int i = 0; i < 100; ++i) hex += "81 00 00 05 ";
    BOOST_TEST((payload_of(1, from_hex(hex)).what == Carried::other));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::test
