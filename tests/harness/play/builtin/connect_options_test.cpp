#include "harness/play/builtin/connect_options.h"

#include <boost/test/unit_test.hpp>
#include <sstream>

#include "harness/os/usage_error.h"

BOOST_AUTO_TEST_SUITE(builtin_connect_options)

namespace {

using namespace badrdp::harness;

std::string password_in(const std::string& text, bool asked = true) {
    std::istringstream in(text);
    return password_asked_of(in, {.password_from_stdin = asked});
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_password_is_the_first_line_of_standard_input) {
    BOOST_TEST(password_in("secret\nmore\n") == "secret");
    BOOST_TEST(password_in("secret") == "secret");
    BOOST_TEST(password_in("") == "");
    BOOST_TEST(password_in("secret\n", false) == "");
}

BOOST_AUTO_TEST_CASE(a_line_without_an_end_is_no_password) {
    const std::string longest(1024, 'x');
    BOOST_TEST(password_in(longest + '\n') == longest);
    BOOST_CHECK_THROW(password_in(longest + "x\n"), UsageError);
}

BOOST_AUTO_TEST_SUITE_END()
