#include "sim/wire/x224/tpkt.h"

#include <boost/test/unit_test.hpp>

#include "tests/golden.h"

BOOST_AUTO_TEST_SUITE(tpkt)

using namespace badrdp::wire;
using badrdp::test::from_hex;

BOOST_AUTO_TEST_CASE(reads_the_header_of_the_worked_example) {
    const auto packet = badrdp::test::golden("request-spec");
    Reader in(packet);
    const auto header = Tpkt::read(in);
    BOOST_REQUIRE(header);
    BOOST_TEST(header->version == 3);
    BOOST_TEST(header->reserved == 0);
    BOOST_TEST(header->length == 44);  // "total = 44 bytes"
}

BOOST_AUTO_TEST_CASE(read_and_write_are_mirrors) {
    const auto bytes = from_hex("03 5a 12 34");
    Reader in(bytes);
    const auto header = Tpkt::read(in);
    BOOST_REQUIRE(header);
    Writer out;
    header->write(out);
    BOOST_TEST(out.bytes == bytes);
    BOOST_TEST(std::ranges::equal(in.fields(), out.fields));
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_a_bad_header) {
    struct Case {
        const char* name;
        const char* hex;
        const char* error;
    };
    for (const auto& [name, hex, error] : {
             Case{"nothing", "", "tpkt.version: missing (byte 0)"},
             Case{"one byte", "03", "tpkt.reserved: missing (byte 1)"},
             Case{"two bytes", "03 00", "tpkt.length: missing (byte 2)"},
             Case{"half a length", "03 00 00", "tpkt.length: missing (byte 2)"},
             Case{"TLS record", "16 03 01 00", "tpkt.version: not 3 (byte 0)"},
             Case{"one byte of SSH", "53", "tpkt.version: not 3 (byte 0)"},
             Case{"version 0", "00 00 00 0b", "tpkt.version: not 3 (byte 0)"},
             Case{"length 0", "03 00 00 00", "tpkt.length: shorter than its own header (byte 2)"},
             Case{"length 3", "03 00 00 03", "tpkt.length: shorter than its own header (byte 2)"},
         }) {
        BOOST_TEST_CONTEXT(name) {
            const auto bytes = from_hex(hex);
            Reader in(bytes);
            const auto header = Tpkt::read(in);
            BOOST_REQUIRE(!header);
            BOOST_TEST(to_string(header.error()) == error);
        }
    }
}

BOOST_AUTO_TEST_CASE(write_obeys_a_wrong_length_until_it_is_filled_in) {
    Writer out;
    Tpkt{.length = 2}.write(out);
    out.raw("body", from_hex("aabbcc"));
    BOOST_TEST(out.bytes == from_hex("03 00 00 02 aa bb cc"));
    fill_tpkt_length(out);
    BOOST_TEST(out.bytes == from_hex("03 00 00 07 aa bb cc"));
}

BOOST_AUTO_TEST_SUITE_END()
