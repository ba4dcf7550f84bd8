#include "sim/wire/io/writer.h"

#include <boost/test/unit_test.hpp>
#include <limits>

#include "tests/golden.h"

BOOST_AUTO_TEST_SUITE(writer)

using namespace badrdp::wire;
using badrdp::test::from_hex;

BOOST_AUTO_TEST_CASE(writes_both_byte_orders) {
    Writer out;
    out.u8("a", 0x01);
    out.u16be("b", 0x0203);
    out.u24be("c", 0x040506);
    out.u32be("d", 0x0708090a);
    out.u16le("e", 0x0c0b);
    out.u32le("f", 0x100f0e0d);
    out.raw("g", from_hex("aabb"));
    BOOST_TEST(out.bytes == from_hex("01 0203 040506 0708090a 0b0c 0d0e0f10 aabb"));
    const std::vector<FieldSpan> expected{{"a", 0, 1, false}, {"b", 1, 2, false}, {"c", 3, 3, false},
                                          {"d", 6, 4, false}, {"e", 10, 2, true}, {"f", 12, 4, true},
                                          {"g", 16, 2, false}};
    BOOST_TEST((out.fields == expected));
}

BOOST_AUTO_TEST_CASE(set_overwrites_every_occurrence_and_counts_them) {
    Writer out;
    out.u16be("length", 1);
    out.u8("other", 7);
    out.u16le("length", 1);
    BOOST_TEST(out.set("length", 0x1234) == 2u);
    BOOST_TEST(out.bytes == from_hex("1234 07 3412"));
}

BOOST_AUTO_TEST_CASE(set_of_an_unknown_field_changes_nothing_and_says_so) {
    Writer out;
    out.u8("a", 7);
    BOOST_TEST(out.set("b", 1) == 0u);
    BOOST_TEST(out.bytes == from_hex("07"));
}

BOOST_AUTO_TEST_CASE(a_value_too_wide_is_cut_to_the_field) {
    Writer out;
    out.u8("a", 0);
    BOOST_TEST(out.set("a", 0x1ff) == 1u);
    BOOST_TEST(out.bytes == from_hex("ff"));
}

BOOST_AUTO_TEST_CASE(a_field_wider_than_any_number_is_filled_with_zeros_before_it) {
    Bytes bytes(10, 0xee);
    BOOST_TEST(overwrite(bytes, {"a", 0, 10, false}, 0x0102));
    BOOST_TEST(bytes == from_hex("00 00 00 00 00 00 00 00 01 02"));
}

BOOST_AUTO_TEST_CASE(a_field_that_is_no_longer_there_is_not_overwritten) {
    Bytes bytes = from_hex("01 02 03");
    BOOST_TEST(!overwrite(bytes, {"a", 2, 2, false}, 0xffff));
    BOOST_TEST(!overwrite(bytes, {"a", 4, 0, false}, 0));
    BOOST_TEST(!overwrite(bytes, {"a", 1, std::numeric_limits<std::size_t>::max(), false}, 0xffff));
    BOOST_TEST(bytes == from_hex("01 02 03"));
    BOOST_TEST(overwrite(bytes, {"a", 1, 2, false}, 0xffff));
    BOOST_TEST(bytes == from_hex("01 ff ff"));
}

BOOST_AUTO_TEST_CASE(what_is_appended_keeps_its_names_at_its_new_places) {
    Writer inner;
    inner.u16le("inner", 0x1234);
    inner.raw("rest", from_hex("aa bb cc"));
    Writer out;
    out.u8("head", 7);
    out.append(inner);
    out.append(inner);
    BOOST_TEST(out.bytes == from_hex("07 3412 aabbcc 3412 aabbcc"));
    const std::vector<FieldSpan> expected{{"head", 0, 1, false},
                                          {"inner", 1, 2, true},
                                          {"rest", 3, 3, false},
                                          {"inner", 6, 2, true},
                                          {"rest", 8, 3, false}};
    BOOST_TEST(std::ranges::equal(out.fields, expected));
}

BOOST_AUTO_TEST_SUITE_END()
