#include "harness/os/text.h"

#include <boost/locale/utf.hpp>
#include <boost/test/unit_test.hpp>

namespace badrdp::harness {
namespace {

BOOST_AUTO_TEST_SUITE(report_text)

using Utf8 = boost::locale::utf::utf_traits<char>;

std::string encoded(std::uint32_t code_point) {
    std::string out;
    Utf8::encode(code_point, std::back_inserter(out));
    return out;
}

// [XML 1.0 section 2.2], without the line ends and tabs that one line has no use for, and without DEL and C1
// ("discouraged" there, commands to a terminal).
bool may_be_shown(std::uint32_t c) {
    return (c >= 0x20 && c < 0x7f) || (c >= 0xa0 && c <= 0xd7ff) || (c >= 0xe000 && c <= 0xfffd) ||
           (c >= 0x10000 && c <= 0x10ffff);
}

BOOST_AUTO_TEST_CASE(every_character_comes_out_as_one_that_xml_allows) {
    std::vector<std::uint32_t> wrong;
    for (std::uint32_t c = 0; c <= 0x10ffff; ++c) {
        const bool surrogate = c >= 0xd800 && c <= 0xdfff;  // no character
        if (surrogate || c == '\r') continue;
        const auto out = printable(encoded(c));
        const char* at = out.data();
        const auto shown = Utf8::decode(at, out.data() + out.size());
        if (!may_be_shown(shown) || at != out.data() + out.size()) wrong.push_back(c);
    }
    BOOST_TEST(wrong == std::vector<std::uint32_t>{}, boost::test_tools::per_element());
    BOOST_TEST(printable("\r").empty());
}

BOOST_AUTO_TEST_CASE(plain_text_stays_as_it_is) {
    const std::string text = "Zertifikat \u00fcberpr\u00fcft \u20ac \u4e2d\u6587 \U0001f512 <b>&\"'";
    BOOST_TEST(printable(text) == text);
    BOOST_TEST(whole_utf8(text) == text);
}

// [Unicode 3.9, table 3-7]: overlong forms, surrogates, beyond the last plane, lone and missing bytes.
BOOST_AUTO_TEST_CASE(bytes_that_are_no_utf8_are_replaced_one_by_one) {
    const std::string r = "\ufffd";
    BOOST_TEST(whole_utf8("a\xff\xfe") == "a" + r + r);
    BOOST_TEST(whole_utf8("\xc3(") == r + "(");
    BOOST_TEST(whole_utf8("\xc0\xaf") == r + r);
    BOOST_TEST(whole_utf8("\xed\xa0\x80") == r + r + r);
    BOOST_TEST(whole_utf8("\xf4\x90\x80\x80") == r + r + r + r);
    BOOST_TEST(whole_utf8("\xe2\x82") == r + r);
    BOOST_TEST(whole_utf8("\x80z") == r + "z");
    BOOST_TEST(whole_utf8("\x1b[0m\n") == "\x1b[0m\n");
}

BOOST_AUTO_TEST_CASE(a_terminal_is_not_obeyed) {
    BOOST_TEST(printable("\x1b[31mred\x1b[0m") == "\ufffd[31mred\ufffd[0m");
    BOOST_TEST(printable("a\r\nb\tc\u2028d") == "a b c d");
    BOOST_TEST(printable("user\u202etxt.exe") == "user\ufffdtxt.exe");
}

BOOST_AUTO_TEST_CASE(markup_is_escaped) {
    BOOST_TEST(escaped("<a b=\"'&'\">]]>\x01") == "&lt;a b=&quot;&#39;&amp;&#39;&quot;&gt;]]&gt;\ufffd");
}

BOOST_AUTO_TEST_CASE(characters_are_counted_not_bytes) {
    BOOST_TEST(width("\u20ac\u20ac") == 2U);
    BOOST_TEST(padded("\u20ac", 3) == "\u20ac  ");
    BOOST_TEST(padded("four", 3) == "four");
    BOOST_TEST(clipped("\u20ac\u20ac\u20ac", 3) == "\u20ac\u20ac\u20ac");
    BOOST_TEST(clipped("\u20ac\u20ac\u20ac\u20ac", 3) == "\u20ac\u20ac\u2026");
}

BOOST_AUTO_TEST_CASE(a_wide_id_keeps_its_variant) {
    BOOST_TEST(fitted_id("failure[code=5]", 15) == "failure[code=5]");
    BOOST_TEST(fitted_id("selects-unoffered-protocol[protocol=0x8]", 30) ==
               "selects-unoffer\u2026[protocol=0x8]");
    BOOST_TEST(fitted_id("reset-after-client-hello", 10) == "reset-aft\u2026");
    BOOST_TEST(fitted_id("a[everything-is-in-the-variant=0x12345]", 20) == "a[everything-is-in-\u2026");
}

BOOST_AUTO_TEST_CASE(long_text_is_broken_at_blanks) {
    BOOST_TEST(wrapped("one two three four", 9, 2, 0) == "one two\n  three\n  four");
    BOOST_TEST(wrapped("one two", 9, 4, 4) == "one\n    two");
    BOOST_TEST(wrapped("a-word-that-is-too-long x", 9, 2, 0) == "a-word-that-is-too-long\n  x");
    BOOST_TEST(wrapped("  blanks   within  ", 80, 2, 0) == "blanks within");
    BOOST_TEST(wrapped("", 80, 2, 0) == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::harness
