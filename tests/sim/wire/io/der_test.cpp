#include "sim/wire/io/der.h"

#include <boost/test/unit_test.hpp>

#include "tests/golden.h"

BOOST_AUTO_TEST_SUITE(wire_der)

using namespace badrdp::wire;
using badrdp::test::from_hex;

namespace {

std::string open_error(std::string_view hex, int times = 1) {
    const auto bytes = from_hex(hex);
    Reader in(bytes);
    DerReader der(in);
    der.open(kDer<"x">, der_tag::sequence);
    if (times == 2) der.open(kDer<"y">, der_tag::sequence);
    return in.malformed() ? to_string(*in.malformed()) : "none";
}

std::string integer_error(std::string_view hex) {
    const auto bytes = from_hex(hex);
    Reader in(bytes);
    DerReader der(in);
    der.integer(kDer<"x">);
    return in.malformed() ? to_string(*in.malformed()) : "none";
}

}  // namespace

// Every form of length in X.690 8.1.3, and what DER leaves of them (10.1).
BOOST_AUTO_TEST_CASE(refuses_lengths_that_der_does_not_have) {
    BOOST_TEST(open_error("30 00") == "none");
    BOOST_TEST(open_error("30 80 00 00") == "x.lengthForm: an indefinite length (byte 1)");
    BOOST_TEST(open_error("30 84 00 00 00 01 00") ==
               "x.lengthForm: a length of more than three bytes (byte 1)");
    BOOST_TEST(open_error("30 85 00 00 00 00 01 00") ==
               "x.lengthForm: a length of more than three bytes (byte 1)");
    BOOST_TEST(open_error("30 84 ff ff ff ff") == "x.lengthForm: a length of more than three bytes (byte 1)");
    BOOST_TEST(open_error("30 ff 00") == "x.lengthForm: a length of more than three bytes (byte 1)");
    BOOST_TEST(open_error("30 81 05 00 00 00 00 00") == "x.length: longer than it needs to be (byte 2)");
    BOOST_TEST(open_error("30 82 00 05 00 00 00 00 00") == "x.length: longer than it needs to be (byte 2)");
    BOOST_TEST(open_error("30 83 ff ff ff") == "x.length: longer than what holds it (byte 2)");
    BOOST_TEST(open_error("30 05 00") == "x.length: longer than what holds it (byte 1)");
    BOOST_TEST(open_error("30 82 01") == "x.length: missing (byte 2)");
    BOOST_TEST(open_error("30") == "x.length: missing (byte 1)");
    BOOST_TEST(open_error("") == "x.tag: missing (byte 0)");
    BOOST_TEST(open_error("31 00") == "x.tag: another tag than expected (byte 0)");
}

BOOST_AUTO_TEST_CASE(an_element_cannot_see_past_what_holds_it) {
    BOOST_TEST(open_error("30 04 30 03 00 00 00", 2) == "y.length: longer than what holds it (byte 3)");
    BOOST_TEST(open_error("30 01 30 00", 2) == "y.length: missing (byte 3)");
    BOOST_TEST(open_error("30 02 30 81 80 00", 2) == "y.length: missing (byte 4)");
}

BOOST_AUTO_TEST_CASE(a_thousand_nested_elements_are_refused) {
    Bytes bytes;
    for (int i = 0; i < 1000; ++i) {
        Writer out;
        der_octets(out, kDer<"x">, bytes, der_tag::sequence);
        bytes = out.bytes;
    }
    Reader in(bytes);
    DerReader der(in);
    for (int i = 0; i < 1000; ++i) der.open(kDer<"x">, der_tag::sequence);
    BOOST_TEST(in.malformed().value().why == "nested too deeply");
}

// Contents of INTEGER as X.690 8.3 encodes them; the NTSTATUS as xfreerdp and Windows do.
BOOST_AUTO_TEST_CASE(numbers_have_their_shortest_form) {
    const struct {
        std::uint32_t value;
        const char* hex;
    } cases[] = {
        {0, "02 01 00"},
        {6, "02 01 06"},
        {127, "02 01 7f"},
        {128, "02 02 00 80"},
        {256, "02 02 01 00"},
        {32768, "02 03 00 80 00"},
        {0x7fffffff, "02 04 7f ff ff ff"},
        {0xc000006d, "02 05 00 c0 00 00 6d"},
    };
    for (const auto& [value, hex] : cases) {
        BOOST_TEST_CONTEXT(hex) {
            Writer out;
            der_number(out, kDer<"x">, value);
            BOOST_TEST(out.bytes == from_hex(hex));
            Reader in(out.bytes);
            DerReader der(in);
            BOOST_TEST(der.number(kDer<"x">) == value);
            BOOST_TEST(!in.malformed());
        }
    }
    for (const char* hex :
         {"02 00", "02 02 00 06", "02 01 ff", "02 04 c0 00 00 6d", "02 06 01 00 00 00 00 00"}) {
        BOOST_TEST_CONTEXT(hex) {
            const auto bytes = from_hex(hex);
            Reader in(bytes);
            DerReader der(in);
            der.number(kDer<"x">);
            BOOST_TEST(in.malformed().has_value());
        }
    }
}

BOOST_AUTO_TEST_CASE(a_status_is_read_in_four_bytes_and_in_five) {
    const struct {
        const char* hex;
        DerInteger value;
    } cases[] = {
        {"02 04 c0 00 00 6d", {.value = 0xc000006d}},
        {"02 05 00 c0 00 00 6d", {.value = 0xc000006d, .width = 5}},
        {"02 01 05", {.value = 5}},
        {"02 04 00 00 00 05", {.value = 5, .width = 4}},
        {"02 01 ff", {.value = 0xffffffff}},
        {"02 04 80 09 03 08", {.value = 0x80090308}},
    };
    for (const auto& [hex, value] : cases) {
        BOOST_TEST_CONTEXT(hex) {
            const auto bytes = from_hex(hex);
            Reader in(bytes);
            DerReader der(in);
            BOOST_TEST((der.integer(kDer<"x">) == value));
            Writer out;
            der_integer(out, kDer<"x">, value);
            BOOST_TEST(out.bytes == bytes);
        }
    }
    BOOST_TEST(integer_error("02 00") == "x: not a number of 32 bits (byte 2)");
    BOOST_TEST(integer_error("02 05 01 00 00 00 00") == "x: not a number of 32 bits (byte 2)");
    BOOST_TEST(integer_error("02 06 00 00 00 00 00 01") == "x: not a number of 32 bits (byte 2)");
}

BOOST_AUTO_TEST_CASE(long_lengths_have_a_form_and_a_length) {
    for (const std::size_t size : {0u, 127u, 128u, 255u, 256u, 65535u, 65536u}) {
        BOOST_TEST_CONTEXT(size << " bytes") {
            const Bytes value(size, 0x5a);
            Writer out;
            der_octets(out, kDer<"x">, value);
            Reader in(out.bytes);
            DerReader der(in);
            BOOST_TEST((der.octets(kDer<"x">) == value));
            BOOST_TEST(!in.malformed());
            BOOST_TEST(std::ranges::equal(in.fields(), out.fields));
            BOOST_TEST(out.fields.size() == (size < 128 ? 3u : 4u));
            BOOST_TEST(out.fields.back().name == "x");
        }
    }
}

BOOST_AUTO_TEST_CASE(overlay_names_what_lies_inside) {
    Writer inner;
    inner.u16le("inner.a", 1);
    inner.u8("inner.b", 2);
    Writer out;
    der_octets(out, kDer<"x">, inner.bytes);
    overlay(out, "x", inner);
    BOOST_TEST(out.set("inner.b", 7) == 1u);
    BOOST_TEST(out.bytes == from_hex("04 03 01 00 07"));
    overlay(out, "y", inner);
    BOOST_TEST(out.fields.size() == 5u);
}

BOOST_AUTO_TEST_SUITE_END()
