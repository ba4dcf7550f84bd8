#include "sim/wire/io/reader.h"

#include <boost/test/unit_test.hpp>
#include <limits>

#include "tests/golden.h"

BOOST_AUTO_TEST_SUITE(reader)

using namespace badrdp::wire;
using badrdp::test::from_hex;

namespace {

std::string blame(const Reader& in) { return in.malformed() ? to_string(*in.malformed()) : "nobody"; }

// A length, and bytes inside another reader, the second of which must be 2.
struct Nested {
    std::uint8_t second = 0;

    static Expected<Nested> read(Reader& in) {
        auto child = in.sub("list", in.u8("length"));
        child.u8("first");
        Nested out{child.u8("second")};
        if (out.second != 2) child.fail("second", "not 2");
        in.adopt(child);
        if (in.malformed()) return std::unexpected(*in.malformed());
        return out;
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(reads_both_byte_orders) {
    const auto bytes = from_hex("01 0203 040506 0708090a 0b0c 0d0e0f10");
    Reader in(bytes);
    BOOST_TEST(in.u8("a") == 0x01);
    BOOST_TEST(in.u16be("b") == 0x0203);
    BOOST_TEST(in.u24be("c") == 0x040506u);
    BOOST_TEST(in.u32be("d") == 0x0708090au);
    BOOST_TEST(in.u16le("e") == 0x0c0b);
    BOOST_TEST(in.u32le("f") == 0x100f0e0du);
    BOOST_TEST(in.remaining() == 0u);
    BOOST_TEST(blame(in) == "nobody");
}

BOOST_AUTO_TEST_CASE(remembers_where_each_field_was) {
    const auto bytes = from_hex("01 0203 04050607 aabb");
    Reader in(bytes, 10);
    in.u8("a");
    in.u16be("b");
    in.u32le("c");
    in.bytes("d", 2);
    const std::vector<FieldSpan> expected{
        {"a", 10, 1, false}, {"b", 11, 2, false}, {"c", 13, 4, true}, {"d", 17, 2, false}};
    BOOST_TEST(std::ranges::equal(in.fields(), expected));
    BOOST_TEST(in.position() == 19u);
}

BOOST_AUTO_TEST_CASE(blames_the_field_that_is_missing_and_yields_zero_ever_after) {
    const auto bytes = from_hex("ff ff ff");
    Reader in(bytes);
    in.u16be("a");
    BOOST_TEST(in.u16be("b") == 0);
    BOOST_TEST(blame(in) == "b: missing (byte 2)");
    BOOST_TEST(in.u8("c") == 0);  // there is a byte, but it has lost its meaning
    BOOST_TEST(in.bytes("d", 1).empty());
    BOOST_TEST(in.peek().empty());
    BOOST_TEST(in.remaining() == 0u);
    BOOST_TEST(blame(in) == "b: missing (byte 2)");
    BOOST_TEST(in.fields().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_count_beyond_all_bounds_is_only_missing) {
    const auto bytes = from_hex("00 00");
    Reader in(bytes);
    in.u8("a");
    BOOST_TEST(in.bytes("b", std::numeric_limits<std::size_t>::max()).empty());
    BOOST_TEST(blame(in) == "b: missing (byte 1)");
}

BOOST_AUTO_TEST_CASE(blame_goes_to_where_the_field_began) {
    const auto bytes = from_hex("00 01 02 03");
    Reader in(bytes);
    in.u8("version");
    in.u16be("length");
    in.fail("version", "not 3");
    BOOST_TEST(blame(in) == "version: not 3 (byte 0)");
}

BOOST_AUTO_TEST_CASE(blame_goes_to_the_latest_field_of_that_name) {
    const auto bytes = from_hex("00 01");
    Reader in(bytes);
    in.u8("type");
    in.u8("type");
    in.fail("type", "not 1");
    BOOST_TEST(blame(in) == "type: not 1 (byte 1)");
}

BOOST_AUTO_TEST_CASE(a_field_never_read_is_blamed_where_reading_stopped) {
    const auto bytes = from_hex("00 01");
    Reader in(bytes);
    in.u8("a");
    in.fail("b", "absent");
    BOOST_TEST(blame(in) == "b: absent (byte 1)");
}

BOOST_AUTO_TEST_CASE(the_first_blame_wins) {
    const auto bytes = from_hex("00");
    Reader in(bytes);
    in.fail("a", "first");
    in.fail("b", "second");
    BOOST_TEST(blame(in) == "a: first (byte 0)");
}

BOOST_AUTO_TEST_CASE(a_sub_reader_cannot_see_past_its_bytes) {
    const auto bytes = from_hex("01 02 03 04");
    Reader in(bytes);
    in.u8("head");
    auto child = in.sub("body", 2);
    BOOST_TEST(child.remaining() == 2u);
    child.u16be("first");
    BOOST_TEST(child.u8("second") == 0);
    BOOST_TEST(in.u8("tail") == 4);  // the failure is the child's until it is adopted
    BOOST_TEST(blame(in) == "nobody");
    in.adopt(child);
    BOOST_TEST(blame(in) == "second: missing (byte 3)");
}

BOOST_AUTO_TEST_CASE(adoption_brings_the_fields_with_their_places) {
    const auto bytes = from_hex("01 02 03");
    Reader in(bytes, 100);
    in.u8("head");
    auto child = in.sub("body", 2);
    child.u16le("inner");
    in.adopt(child);
    const std::vector<FieldSpan> expected{
        {"head", 100, 1, false}, {"body", 101, 2, false}, {"inner", 101, 2, true}};
    BOOST_TEST(std::ranges::equal(in.fields(), expected));
}

BOOST_AUTO_TEST_CASE(a_child_does_not_take_the_blame_from_its_parent) {
    const auto bytes = from_hex("01 02");
    Reader in(bytes);
    auto child = in.sub("body", 1);
    child.fail("inner", "later");
    in.fail("body", "earlier");
    in.adopt(child);
    BOOST_TEST(blame(in) == "body: earlier (byte 0)");
}

BOOST_AUTO_TEST_CASE(the_child_of_a_failed_reader_has_failed) {
    const auto bytes = from_hex("01 02 03");
    Reader in(bytes);
    auto child = in.sub("body", 4);
    BOOST_TEST(child.u8("inner") == 0);
    BOOST_TEST(blame(child) == "body: missing (byte 0)");
}

BOOST_AUTO_TEST_CASE(rest_takes_what_is_left_even_if_that_is_nothing) {
    const auto bytes = from_hex("01 02 03");
    Reader in(bytes);
    in.u8("a");
    BOOST_TEST(in.rest("b").size() == 2u);
    BOOST_TEST(in.rest("c").empty());
    BOOST_TEST(blame(in) == "nobody");
}

BOOST_AUTO_TEST_CASE(within_gives_its_bytes_no_name_of_its_own) {
    const auto bytes = from_hex("02 01 02 03");
    Reader in(bytes, 100);
    auto child = in.within("length", in.u8("length"));
    child.u16be("inner");
    in.adopt_all(child, "length");
    in.u8("tail");
    const std::vector<FieldSpan> expected{
        {"length", 100, 1, false}, {"inner", 101, 2, false}, {"tail", 103, 1, false}};
    BOOST_TEST(std::ranges::equal(in.fields(), expected));
    BOOST_TEST(blame(in) == "nobody");
}

BOOST_AUTO_TEST_CASE(a_length_that_promises_too_much_is_blamed_itself) {
    const auto bytes = from_hex("00 04 01 02 03");
    Reader in(bytes);
    auto child = in.within("length", in.u16be("length"));
    BOOST_TEST(child.u8("inner") == 0);
    in.adopt_all(child, "length");
    BOOST_TEST(blame(in) == "length: counts more than there is (byte 0)");
}

BOOST_AUTO_TEST_CASE(a_length_whose_parts_do_not_fill_it_is_blamed_itself) {
    const auto bytes = from_hex("00 03 01 02 03");
    Reader in(bytes);
    auto child = in.within("length", in.u16be("length"));
    child.u16be("inner");
    in.adopt_all(child, "length");
    BOOST_TEST(blame(in) == "length: counts more than its parts (byte 0)");
}

BOOST_AUTO_TEST_CASE(what_a_child_found_wrong_goes_before_what_it_left) {
    const auto bytes = from_hex("03 01 02 03");
    Reader in(bytes);
    auto child = in.within("length", in.u8("length"));
    child.u8("inner");
    child.fail("inner", "not 2");
    in.adopt_all(child, "length");
    BOOST_TEST(blame(in) == "inner: not 2 (byte 1)");
}

BOOST_AUTO_TEST_CASE(keeps_no_fields_where_nobody_wants_them) {
    const auto bytes = from_hex("02 01 02");
    auto in = Reader::without_fields(bytes);
    BOOST_TEST(Nested::read(in).value().second == 2);
    BOOST_TEST(in.fields().empty());
    BOOST_TEST(in.remaining() == 0u);
}

BOOST_AUTO_TEST_CASE(a_message_that_is_malformed_blames_the_byte_where_its_field_lies) {
    BOOST_TEST(read_message<Nested>(from_hex("02 01 02")).value().second == 2);
    BOOST_TEST(to_string(read_message<Nested>(from_hex("02 01 03")).error()) == "second: not 2 (byte 2)");
    BOOST_TEST(to_string(read_message<Nested>(from_hex("01 01 02")).error()) == "second: missing (byte 2)");
    BOOST_TEST(to_string(read_message<Nested>(from_hex("02 01")).error()) == "list: missing (byte 1)");
}

BOOST_AUTO_TEST_SUITE_END()
