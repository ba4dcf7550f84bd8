#include "harness/data/client/pattern.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <stdexcept>

BOOST_AUTO_TEST_SUITE(data_pattern)

using badrdp::harness::Pattern;
namespace bdata = boost::unit_test::data;

namespace {

struct Wrong {
    std::string pattern;
    std::string why;
};
std::ostream& operator<<(std::ostream& out, const Wrong& wrong) { return out << wrong.pattern; }

const std::vector<Wrong> kWrong{
    {"(a", "a '(' or ')' has no partner"},
    {"a)", "a '(' or ')' has no partner"},
    {"[a", "a '[' is not closed"},
    {"[z-a]", "what stands in brackets is no range or class of characters"},
    {"*a", "nothing stands before a '*', '+', '?' or '{' that it could repeat"},
    {"[[:letter:]]", "what stands in brackets is no range or class of characters"},
    {"(?Q)a", "what follows '(?' is unknown"},
};

}  // namespace

BOOST_DATA_TEST_CASE(says_what_is_wrong_in_our_own_words, bdata::make(kWrong), wrong) {
    BOOST_CHECK_EXCEPTION(Pattern{wrong.pattern}, std::invalid_argument,
                          [&](const std::invalid_argument& error) { return error.what() == wrong.why; });
}

// Nested repeats try each way to cut the line into pieces. That is no line that does not match.
BOOST_AUTO_TEST_CASE(a_pattern_that_gives_up_says_so) {
    const std::string line(1900, 'a');
    BOOST_CHECK_EXCEPTION(Pattern("^(a+)+b$").found_in(line), std::runtime_error, [](const auto& error) {
        return std::string_view(error.what())
            .starts_with("the pattern '^(a+)+b$' of the adapter takes too long");
    });
    BOOST_TEST(!Pattern("^a+b$").found_in(line).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
