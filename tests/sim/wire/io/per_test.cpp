#include "sim/wire/io/per.h"

#include <boost/test/unit_test.hpp>

#include "tests/golden.h"

BOOST_AUTO_TEST_SUITE(per)

using namespace badrdp::wire;
using badrdp::test::from_hex;

namespace {

std::string blame(const Reader& in) { return in.malformed() ? to_string(*in.malformed()) : "nobody"; }

}  // namespace

// X.691 10.9.3.6 and 10.9.3.7; 812a and 2a are of MS-RDPBCGR 4.1.3 and 4.1.4.
BOOST_AUTO_TEST_CASE(lengths_keep_their_form) {
    const struct {
        const char* hex;
        std::uint16_t value;
        PerForm form;
    } cases[] = {
        {"00", 0, PerForm::shortest},         {"2a", 42, PerForm::shortest},
        {"7f", 127, PerForm::shortest},       {"80 2a", 42, PerForm::two_bytes},
        {"80 80", 128, PerForm::shortest},    {"81 2a", 298, PerForm::shortest},
        {"bf ff", 0x3fff, PerForm::shortest}, {"ff ff", 0x7fff, PerForm::shortest},
    };
    for (const auto& [hex, value, form] : cases) {
        BOOST_TEST_CONTEXT(hex) {
            const auto bytes = from_hex(hex);
            Reader in(bytes);
            const auto length = PerLength::read(in, "length");
            BOOST_TEST(blame(in) == "nobody");
            BOOST_TEST(length.value == value);
            BOOST_TEST((length.form == form));
            Writer out;
            length.write(out, "length");
            BOOST_TEST(out.bytes == bytes);
            BOOST_TEST(std::ranges::equal(out.fields, in.fields()));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_length_of_which_half_is_missing_is_malformed) {
    const auto bytes = from_hex("81");
    Reader in(bytes);
    PerLength::read(in, "length");
    BOOST_TEST(blame(in) == "length: missing (byte 0)");
}

// 00 06 is user 1007 [MS-RDPBCGR 4.1.7].
BOOST_AUTO_TEST_CASE(a_number_counts_from_its_lowest_value) {
    const auto bytes = from_hex("00 06 fc 16 fc 17");
    Reader in(bytes);
    BOOST_TEST(read_per_u16(in, "user", 1001) == 1007);
    BOOST_TEST(read_per_u16(in, "user", 1001) == 65535);
    BOOST_TEST(blame(in) == "nobody");
    Writer out;
    write_per_u16(out, "user", 1001, 1007);
    write_per_u16(out, "user", 1001, 65535);
    BOOST_TEST(out.bytes == from_hex("00 06 fc 16"));
    read_per_u16(in, "next", 1001);
    BOOST_TEST(blame(in) == "next: above 65535 once counted from its lowest value (byte 4)");
}

// The conference name "1" and the keys of MS-RDPBCGR 4.1.3; 123 shows which half comes first.
BOOST_AUTO_TEST_CASE(digits_and_octets_are_mirrors) {
    const auto bytes = from_hex("00 10 02 12 30 00 44 75 63 61 05 00 14 7c 00 01");
    Reader in(bytes);
    const auto one = read_per_digits(in, "count", "digits");
    const auto three = read_per_digits(in, "count", "digits");
    const auto key = read_per_octets(in, "keyLength", "key", 4);
    const auto oid_at = in.position();
    const auto oid = read_per_octets(in, "oidLength", "oid", 0);
    BOOST_TEST(blame(in) == "nobody");
    BOOST_TEST(one == "1");
    BOOST_TEST(three == "123");
    BOOST_TEST(oid_at == 10u);
    Writer out;
    write_per_digits(out, "count", "digits", one);
    write_per_digits(out, "count", "digits", three);
    write_per_octets(out, "keyLength", "key", 4, key);
    write_per_octets(out, "oidLength", "oid", 0, oid);
    BOOST_TEST(out.bytes == bytes);
    BOOST_TEST(std::ranges::equal(out.fields, in.fields()));
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_digits_and_octets) {
    const struct {
        const char* hex;
        const char* error;
    } digits[] = {
        {"00 a0", "digits: not made of digits (byte 1)"},
        {"01 1f", "digits: not made of digits (byte 1)"},
        {"00 11", "digits: not made of digits (byte 1)"},
        {"ff 11", "digits: missing (byte 1)"},
        {"", "count: missing (byte 0)"},
    };
    for (const auto& [hex, error] : digits) {
        const auto bytes = from_hex(hex);
        Reader in(bytes);
        read_per_digits(in, "count", "digits");
        BOOST_TEST(blame(in) == error, hex);
    }
    const auto cut = from_hex("01 44 75 63 61");
    Reader in(cut);
    read_per_octets(in, "keyLength", "key", 4);
    BOOST_TEST(blame(in) == "key: missing (byte 1)");
    const auto far = from_hex("ff 44 75 63 61");
    Reader too_far(far);
    read_per_octets(too_far, "keyLength", "key", 4);
    BOOST_TEST(blame(too_far) == "keyLength: above 127 (byte 0)");
}

BOOST_AUTO_TEST_SUITE_END()
