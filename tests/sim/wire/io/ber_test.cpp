#include "sim/wire/io/ber.h"

#include <boost/test/unit_test.hpp>

#include "tests/golden.h"

BOOST_AUTO_TEST_SUITE(ber)

using namespace badrdp::wire;
using badrdp::test::from_hex;
using badrdp::test::joined;

namespace {

constexpr BerNames kPart{"part.tag", "part.lengthForm", "part.length"};
constexpr BerValueNames kValue{"value.tag", "value.length", "value"};

std::string blame(const Reader& in) { return in.malformed() ? to_string(*in.malformed()) : "nobody"; }

// What stands inside, if the whole is right and written back as it was.
Bytes contents_of(const Bytes& bytes, std::uint16_t tag) {
    Reader in(bytes);
    auto form = BerForm::shortest;
    auto part = read_ber(in, kPart, tag, form);
    const auto inside = part.rest("inside");
    in.adopt_all(part, kPart.length);
    BOOST_TEST(blame(in) == "nobody");
    Writer contents;
    contents.raw("inside", inside);
    Writer out;
    write_ber(out, kPart, tag, form, contents);
    BOOST_TEST(out.bytes == bytes);
    BOOST_TEST(std::ranges::equal(out.fields, in.fields()));
    return {inside.begin(), inside.end()};
}

std::string blame_of(const char* hex) {
    const auto bytes = from_hex(hex);
    Reader in(bytes);
    auto form = BerForm::shortest;
    in.adopt(read_ber(in, kPart, ber_tag::sequence, form));
    return blame(in);
}

}  // namespace

// X.690 8.1.3.4 and 8.1.3.5, with the example of 8.1.3.5: 201 is 81 c9.
BOOST_AUTO_TEST_CASE(each_form_of_a_length_comes_back_as_it_was) {
    const Bytes large(201, 0xab);
    BOOST_TEST(contents_of(from_hex("30 00"), ber_tag::sequence).empty());
    BOOST_TEST(contents_of(from_hex("30 02 0102"), ber_tag::sequence) == from_hex("0102"));
    BOOST_TEST(contents_of(from_hex("30 81 02 0102"), ber_tag::sequence) == from_hex("0102"));
    BOOST_TEST(contents_of(from_hex("30 82 00 02 0102"), ber_tag::sequence) == from_hex("0102"));
    BOOST_TEST(contents_of(from_hex("30 83 00 00 02 0102"), ber_tag::sequence) == from_hex("0102"));
    BOOST_TEST(contents_of(from_hex("30 84 00 00 00 02 0102"), ber_tag::sequence) == from_hex("0102"));
    BOOST_TEST(contents_of(joined({from_hex("7f65 81 c9"), large}), ber_tag::connect_initial) == large);
    BOOST_TEST(contents_of(joined({from_hex("7f66 82 00 c9"), large}), ber_tag::connect_response) == large);
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_a_header) {
    const struct {
        const char* hex;
        const char* error;
    } cases[] = {
        {"", "part.tag: missing (byte 0)"},
        {"31 00", "part.tag: not the type that comes here (byte 0)"},
        {"30", "part.length: missing (byte 1)"},
        {"30 80 00 00", "part.lengthForm: an indefinite length (byte 1)"},
        {"30 85 00 00 00 00 00", "part.lengthForm: a length of more than 4 bytes (byte 1)"},
        {"30 ff", "part.lengthForm: a length of more than 4 bytes (byte 1)"},
        {"30 81", "part.length: missing (byte 2)"},
        {"30 82 01", "part.length: missing (byte 2)"},
        {"30 01", "part.length: counts more than there is (byte 1)"},
        {"30 84 ff ff ff ff 00", "part.length: counts more than there is (byte 2)"},
    };
    for (const auto& [hex, error] : cases) {
        BOOST_TEST_CONTEXT(hex) { BOOST_TEST(blame_of(hex) == error); }
    }
}

// DomainParameters of the worked examples [MS-RDPBCGR 4.1.3, 4.1.4], and a width that rdesktop uses.
BOOST_AUTO_TEST_CASE(integers_keep_their_width) {
    const struct {
        const char* hex;
        std::uint32_t value;
        std::uint8_t width;
    } cases[] = {
        {"02 01 22", 34, 0},          {"02 02 04 20", 1056, 0},
        {"02 03 00 ff f8", 65528, 0}, {"02 02 ff ff", 65535, 2},
        {"02 02 00 22", 34, 2},       {"02 01 ff", 255, 1},
        {"02 03 00 00 01", 1, 3},     {"02 04 7f ff ff ff", 0x7fffffff, 0},
    };
    for (const auto& [hex, value, width] : cases) {
        BOOST_TEST_CONTEXT(hex) {
            const auto bytes = from_hex(hex);
            Reader in(bytes);
            const auto integer = read_ber_integer(in, kValue);
            BOOST_TEST(blame(in) == "nobody");
            BOOST_TEST(integer.value == value);
            BOOST_TEST(integer.width == width);
            Writer out;
            write_ber_integer(out, kValue, integer);
            BOOST_TEST(out.bytes == bytes);
            BOOST_TEST(std::ranges::equal(out.fields, in.fields()));
        }
    }
}

BOOST_AUTO_TEST_CASE(integers_of_no_or_too_many_bytes_are_refused) {
    for (const char* hex : {"02 00", "02 05 00 00 00 00 01", "02 81 01 01", "02 80 01 00 00"}) {
        const auto bytes = from_hex(hex);
        Reader in(bytes);
        read_ber_integer(in, kValue);
        BOOST_TEST(blame(in) == "value.length: not 1 to 4 (byte 1)", hex);
    }
}

BOOST_AUTO_TEST_CASE(bytes_and_octets_are_mirrors) {
    const auto bytes = from_hex("01 01 ff 0a 01 0e 04 03 010203");
    Reader in(bytes);
    Writer out;
    write_ber_byte(out, kValue, ber_tag::boolean, read_ber_byte(in, kValue, ber_tag::boolean));
    write_ber_byte(out, kValue, ber_tag::enumerated, read_ber_byte(in, kValue, ber_tag::enumerated));
    write_ber_octets(out, kValue, read_ber_octets(in, kValue));
    BOOST_TEST(blame(in) == "nobody");
    BOOST_TEST(out.bytes == bytes);
    BOOST_TEST(std::ranges::equal(out.fields, in.fields()));
}

BOOST_AUTO_TEST_CASE(a_boolean_of_two_bytes_and_octets_that_are_not_there_are_refused) {
    const auto wide = from_hex("01 02 00 00");
    Reader in(wide);
    read_ber_byte(in, kValue, ber_tag::boolean);
    BOOST_TEST(blame(in) == "value.length: not 1 (byte 1)");
    const auto cut = from_hex("04 03 01");
    Reader octets(cut);
    read_ber_octets(octets, kValue);
    BOOST_TEST(blame(octets) == "value: missing (byte 2)");
    const auto huge = from_hex("04 84 ff ff ff ff");
    Reader far(huge);
    read_ber_octets(far, kValue);
    BOOST_TEST(blame(far) == "value.length: above 127 (byte 1)");
}

BOOST_AUTO_TEST_SUITE_END()
