#include "harness/live/http/target.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(live_http_target)

using namespace badrdp::harness::http;
namespace bdata = boost::unit_test::data;

BOOST_AUTO_TEST_CASE(a_path_is_cut_before_it_is_decoded) {
    const auto target = parse_target("/hosts/a%2Fb?x=1&y=a+b");
    BOOST_REQUIRE(target);
    BOOST_TEST(target->path == (std::vector<std::string>{"hosts", "a/b"}), boost::test_tools::per_element());
    BOOST_TEST(target->query.at("x") == "1");
    BOOST_TEST(target->query.at("y") == "a b");
}

BOOST_AUTO_TEST_CASE(the_root_has_no_parts) {
    BOOST_REQUIRE(parse_target("/"));
    BOOST_TEST(parse_target("/")->path.empty());
    BOOST_TEST(parse_target("/hosts/")->path.size() == 1U);
}

BOOST_DATA_TEST_CASE(what_is_no_path_is_refused,
                     bdata::make({"", "*", "http://a/", "//a", "/a//b", "/..", "/a/%2e%2e/b", "/.", "/%",
                                  "/%2", "/%g0", "/%+1", "/%00", "/a?%",
                                  "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17"}),
                     text) {
    BOOST_TEST(!parse_target(text), text);
}

BOOST_AUTO_TEST_CASE(of_a_field_that_stands_there_twice_the_first_counts) {
    BOOST_TEST(form_fields("a=1&a=2")->at("a") == "1");
    BOOST_TEST(form_fields("a=%3D&b&&c=")->size() == 3U);
    std::string many;
    for (int i = 0; i < 65; ++i) many += "&f" + std::to_string(i);
    BOOST_TEST(!form_fields(many));
}

BOOST_AUTO_TEST_CASE(what_was_encoded_is_decoded_to_the_same) {
    std::string all;
    for (int c = 1; c < 256; ++c) all += static_cast<char>(c);
    BOOST_TEST((percent_decoded(percent_encoded(all), true) == all));
    BOOST_TEST(percent_encoded("negotiation/failure[code=5]") ==
               "negotiation%2Ffailure%5Bcode%3D5%5D");  // RFC 3986
}

BOOST_AUTO_TEST_SUITE_END()
