#include "capture/json_writer.h"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

namespace badrdp::capture {
namespace {

BOOST_AUTO_TEST_SUITE(json_writer)

std::string seconds_text(std::chrono::nanoseconds time) {
    std::string out;
    JsonWriter(out).seconds(time);
    return out;
}

BOOST_AUTO_TEST_CASE(puts_commas_between_and_nowhere_else) {
    std::string out;
    JsonWriter(out).open('{').key("a").open('[').number(1u).number(2u).close(']').key("b").null().close('}');
    BOOST_TEST(out == R"({"a":[1,2],"b":null})");
    JsonWriter(out, true).text("c");
    BOOST_TEST(out.ends_with(R"(},"c")"));
}

// RFC 8259 7: what must be escaped, read back by somebody else.
BOOST_AUTO_TEST_CASE(escapes_what_must_be_escaped) {
    std::string all;
    for (char c = 1; c < 0x7f; ++c) all += c;
    all += std::string(1, '\0') + "\xc3\xa9";
    std::string out;
    JsonWriter(out).text(all);
    BOOST_TEST(boost::json::parse(out).as_string() == all);
    BOOST_TEST(out.find('\n') == std::string::npos);
}

// Several characters are looked at together: none is passed over, at the edges neither.
BOOST_AUTO_TEST_CASE(finds_what_must_be_escaped_wherever_it_stands) {
    for (std::size_t length = 1; length <= 20; ++length)
        for (std::size_t at = 0; at < length; ++at)
            for (const char c : {'"', '\\', '\n', '\x1f', ' ', '\x7f'}) {
                std::string text(length, '!'), out;
                text[at] = c;
                JsonWriter(out).text(text);
                BOOST_TEST(boost::json::parse(out).as_string() == text);
            }
}

// Whatever length a text has, and wherever the writer's own piece of memory ends.
BOOST_AUTO_TEST_CASE(loses_nothing_between_its_pieces) {
    std::string out;
    boost::json::array wanted;
    {
        JsonWriter writer(out);
        writer.open('[');
        for (std::size_t length = 0; length < 5000; length = length * 9 / 8 + 1) {
            const std::string plain(length, 'p');
            writer.open('{').key(plain).text(plain + "\n").key("plain").word(plain).key("n").number(length);
            writer.close('}');
            wanted.push_back({{plain, plain + "\n"}, {"plain", plain}, {"n", length}});
        }
        writer.close(']');
    }
    BOOST_TEST((boost::json::parse(out) == wanted));
}

BOOST_AUTO_TEST_CASE(writes_seconds_as_plain_decimals) {
    using std::chrono::nanoseconds;
    BOOST_TEST(seconds_text(nanoseconds(0)) == "0.0");
    BOOST_TEST(seconds_text(nanoseconds(1)) == "0.000000001");
    BOOST_TEST(seconds_text(nanoseconds(1'500'000'000)) == "1.5");
    BOOST_TEST(seconds_text(nanoseconds(-20'000'000)) == "-0.02");
    BOOST_TEST(seconds_text(nanoseconds(12'000'000'000)) == "12.0");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::capture
