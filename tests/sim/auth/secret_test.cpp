#include "sim/auth/secret.h"

#include <fmt/core.h>

#include <boost/test/unit_test.hpp>
#include <ostream>
#include <type_traits>
#include <utility>

BOOST_AUTO_TEST_SUITE(auth_secret)

using namespace badrdp;
using auth::Secret;

namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) {
    out << value;
};

template <class T>
concept Texted = std::is_convertible_v<T, std::string> || std::is_convertible_v<T, std::string_view>;

static_assert(Printable<std::string> && fmt::is_formattable<std::string>::value && Texted<std::string>);
static_assert(!Printable<Secret> && !fmt::is_formattable<Secret>::value && !Texted<Secret>);
// Only a literal becomes one by itself.
static_assert(!std::is_convertible_v<std::string, Secret> &&
              !std::is_convertible_v<std::string_view, Secret>);

}  // namespace

BOOST_AUTO_TEST_CASE(it_is_compared_by_what_it_holds) {
    BOOST_TEST((Secret("canary") == Secret(std::string_view("canary"))));
    for (const auto* other : {"", "canarY", "Canary", "canary1", "canar"})
        BOOST_TEST((Secret("canary") != Secret(other)), other);
    BOOST_TEST((Secret() == Secret("")));
    BOOST_TEST(Secret().empty());
    BOOST_TEST(!Secret("x").empty());
    BOOST_TEST((Secret("canary").reveal() == "canary"));
}

BOOST_AUTO_TEST_CASE(it_is_copied_moved_and_assigned_as_a_value) {
    Secret first("a password"), second(first);
    BOOST_TEST((first == second));
    const Secret third(std::move(first));
    BOOST_TEST((third == second));
    second = "another";
    BOOST_TEST((second.reveal() == "another"));
    auto& same = second;
    second = same;
    BOOST_TEST((second.reveal() == "another"));
    second = Secret();
    BOOST_TEST(second.empty());
}

// Short and long: a short string keeps its text inside itself, where a move would leave it.
BOOST_AUTO_TEST_CASE(what_it_is_made_of_is_wiped) {
    for (const std::size_t size : {6u, 100u}) {
        std::string text(size, 'p');
        const char* const place = text.data();
        const Secret secret(std::move(text));
        BOOST_TEST((secret.reveal() == std::string(size, 'p')));
        BOOST_TEST(text.empty());
        BOOST_TEST(text.data() == place);
        for (std::size_t i = 0; i < size; ++i) BOOST_TEST(int{place[i]} == 0);
    }
    wire::Bytes bytes(40, 0x70);
    const auto* const place = bytes.data();
    auth::wipe(bytes);
    BOOST_TEST(bytes.empty());
    BOOST_TEST(bytes.data() == place);
}

BOOST_AUTO_TEST_SUITE_END()
