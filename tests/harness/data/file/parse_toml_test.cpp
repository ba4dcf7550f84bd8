#include "harness/data/file/parse_toml.h"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(data_parse_toml)

using namespace badrdp::harness;

namespace {

std::string dotted(std::size_t parts) {
    std::string key = "a";
    for (std::size_t i = 1; i < parts; ++i) key += ".a";
    return key;
}

std::string told(const std::expected<toml::table, NoToml>& parsed) {
    if (parsed) return "taken";
    return std::to_string(parsed.error().at.line) + ":" + std::to_string(parsed.error().at.column) + ": " +
           parsed.error().why;
}

}  // namespace

// The library recurses for each part: a stack ends before a file does.
BOOST_AUTO_TEST_CASE(a_key_of_many_parts_is_refused_where_it_is_too_long) {
    BOOST_TEST(told(parse_toml(dotted(64) + " = 1\n")) == "taken");
    BOOST_TEST(told(parse_toml("title = 1\n" + dotted(65) + " = 1\n")) ==
               "2:128: a key has more than 64 parts");
    BOOST_TEST(told(parse_toml("[" + dotted(40'000) + "]\n")) == "1:129: a key has more than 64 parts");
    BOOST_TEST(told(parse_toml("a = {" + dotted(40'000) + " = 1}\n")) ==
               "1:133: a key has more than 64 parts");
    BOOST_TEST(told(parse_toml("\"x\"." + dotted(64) + " = 1\n")) == "1:130: a key has more than 64 parts");
}

BOOST_AUTO_TEST_CASE(dots_that_are_no_key_count_for_nothing) {
    const std::string dots(100, '.');
    BOOST_TEST(told(parse_toml("a = \"" + dots + "\\\"" + dots + "\"\n")) == "taken");
    BOOST_TEST(told(parse_toml("a = '" + dots + "'\n# " + dots + "\n")) == "taken");
    BOOST_TEST(told(parse_toml("a = \"\"\"\n" + dots + "\n\"quoted\" " + dots + "\"\"\"\nb = 1\n")) ==
               "taken");
    BOOST_TEST(told(parse_toml("a = '''\n" + dots + "'" + dots + "'''\n")) == "taken");
    std::string numbers = "a = [0.5";
    for (int i = 0; i < 200; ++i) numbers += ", 0.5";
    BOOST_TEST(told(parse_toml(numbers + "]\n")) == "taken");
}

BOOST_AUTO_TEST_CASE(values_that_nest_without_end_are_refused) {
    BOOST_TEST(told(parse_toml("a = " + std::string(100'000, '['))) != "taken");
    std::string tables = "a = ";
    for (int i = 0; i < 100'000; ++i) tables += "{a=";
    BOOST_TEST(told(parse_toml(tables)) != "taken");
}

BOOST_AUTO_TEST_CASE(a_string_without_an_end_is_refused) {
    for (const char* text : {"a = \"\"\"x", "a = '''x", "a = \"x", "a = \"x\\", "a = 'x", "\"", "'"})
        BOOST_TEST(told(parse_toml(text)) != "taken", text);
}

BOOST_AUTO_TEST_SUITE_END()
