#include "harness/live/http/guard.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <set>

BOOST_AUTO_TEST_SUITE(live_http_guard)

using namespace badrdp::harness::http;
namespace bdata = boost::unit_test::data;

BOOST_DATA_TEST_CASE(an_address_of_ours_is_answered,
                     bdata::make({"127.0.0.1:8089", "[::1]:8089", "localhost:8089"}), host) {
    BOOST_TEST(why_refused({.method = "POST", .host = host, .origin = "http://" + std::string(host)}, 8089) ==
               "");
}

// A page of another site that has led its own name to this machine has that name in Host.
BOOST_DATA_TEST_CASE(another_name_is_not,
                     bdata::make({"evil.example:8089", "127.0.0.1", "127.0.0.1:80", "",
                                  "localhost.evil.example:8089", "127.0.0.1.evil:8089"}),
                     host) {
    BOOST_TEST(why_refused({.method = "GET", .host = host}, 8089) != "");
}

BOOST_DATA_TEST_CASE(a_page_of_another_site_changes_nothing,
                     bdata::make({"http://evil.example", "null", "https://127.0.0.1:8089",
                                  "http://127.0.0.1:9"}),
                     origin) {
    BOOST_TEST(why_refused({.method = "POST", .host = "127.0.0.1:8089", .origin = origin}, 8089) != "");
}

BOOST_AUTO_TEST_CASE(an_address_with_something_behind_it_is_none) {
    for (const auto& host : {std::string("[::1\0x]:8089", 12), std::string("[fe80::1%lo]:8089")})
        BOOST_TEST(why_refused({.method = "GET", .host = host}, 8089) != "", host);
}

BOOST_AUTO_TEST_CASE(a_browser_that_says_another_site_asks_may_only_look) {
    Request request{.method = "POST", .host = "127.0.0.1:8089", .fetch_site = "cross-site"};
    BOOST_TEST(why_refused(request, 8089) != "");
    request.method = "GET";  // a link in a mail
    BOOST_TEST(why_refused(request, 8089) == "");
}

BOOST_AUTO_TEST_CASE(secrets_are_long_and_never_the_same) {
    std::set<std::string> seen;
    for (int i = 0; i < 20; ++i) seen.insert(secret_word());
    BOOST_TEST(seen.size() == 20U);
    BOOST_TEST(seen.begin()->size() == 43U);
    BOOST_TEST(same_secret(*seen.begin(), *seen.begin()));
    BOOST_TEST(!same_secret(*seen.begin(), *seen.rbegin()));
    BOOST_TEST(!same_secret("", ""));
    BOOST_TEST(!same_secret("a", "ab"));
}

BOOST_AUTO_TEST_SUITE_END()
