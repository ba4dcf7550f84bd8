#include "harness/data/file/toml_text.h"

#include <toml++/toml.h>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(file_toml_text)

using namespace badrdp::harness;

// toml++ reads it: another program's idea of what TOML is.
BOOST_AUTO_TEST_CASE(any_text_comes_back_as_a_string_and_as_a_key) {
    for (const std::string text :
         {"", "plain", "DOM\\u0041bob", "C:\\new", "say \"hi\"", "it's", "two\nlines",
          "tab\t, bell\a, del\x7f", "naïve ünïcode", "{braces}", "a.b", "[x]"})
        BOOST_TEST_CONTEXT(text) {
            const auto file = toml::parse(toml_key(text) + " = " + toml_string(text) + "\n");
            BOOST_TEST(file[text].value<std::string>().value_or("nothing came back") == text);
            const auto list = toml::parse("list = " + toml_list(toml_strings({text, text})) + "\n");
            BOOST_TEST(list["list"][1].value<std::string>().value_or("nothing came back") == text);
        }
}

BOOST_AUTO_TEST_CASE(a_key_has_quotes_only_where_it_needs_them) {
    BOOST_TEST(toml_key("nla_ex") == "nla_ex");
    BOOST_TEST(toml_key("my set") == "\"my set\"");
    BOOST_TEST(toml_key("") == "\"\"");
}

BOOST_AUTO_TEST_SUITE_END()
