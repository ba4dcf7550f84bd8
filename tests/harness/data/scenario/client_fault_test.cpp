#include <boost/test/unit_test.hpp>

#include "harness/data/scenario/load.h"

BOOST_AUTO_TEST_SUITE(scenario_client_fault)

using namespace badrdp;
using namespace badrdp::harness;
using wire::Step;

BOOST_AUTO_TEST_CASE(is_told_in_the_words_of_a_scenario) {
    const auto set = parse_client_fault(R"(set = "x224_request.tpkt.length", to = 3)");
    BOOST_REQUIRE(set.has_value());
    BOOST_TEST((set->deed == fault::Deed{fault::SetField{"tpkt.length", 3}}));
    const auto reset = parse_client_fault(R"(reset = "client_info", when = "after", connections = 1)");
    BOOST_REQUIRE(reset.has_value());
    BOOST_TEST((reset->deed == fault::Deed{fault::Reset{fault::Moment::after}}));
    BOOST_TEST((set->step == Step::x224_request && reset->step == Step::client_info));
    BOOST_TEST(reset->connections == 1u);
    // At a step of the host's it acts when that has arrived.
    BOOST_TEST(parse_client_fault(R"(silence = "demand_active")").has_value());
}

// Nobody says whose it is: its step does.
BOOST_AUTO_TEST_CASE(is_of_the_end_that_speaks_at_its_step) {
    for (const auto* text :
         {R"(truncate = "demand_active", keep = 3)", R"(omit = "attach_user_request")",
          R"(reset = "client_info", when = "after")", R"(reset = "font_map", when = "after")"})
        BOOST_TEST(parse_any_fault(text).has_value(), text);
    // What is wrong is told of that end.
    BOOST_TEST(parse_any_fault(R"(set = "x224_request.tpkt.lenght", to = 3)")
                   .error()
                   .contains("x224_request has no field 'tpkt.lenght'"));
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_it) {
    BOOST_TEST(parse_client_fault("reset").error().starts_with("--fault 'reset': "));
    BOOST_TEST(
        parse_client_fault(R"(reset = "client_inof")").error() ==
        R"(--fault 'reset = "client_inof"': unknown step 'client_inof' (did you mean 'client_info'?))");
    BOOST_TEST(parse_client_fault(R"(truncate = "demand_active", keep = 3)")
                   .error()
                   .ends_with("'truncate' bends what the client says, and demand_active is the host's"));
    BOOST_TEST(parse_client_fault(R"(reset = "demand_active", when = "after")")
                   .error()
                   .ends_with("demand_active is the host's, and the fault acts when it has arrived"));
    BOOST_TEST(parse_client_fault("reset = 'client_info' }\nx = { y = 1")
                   .error()
                   .ends_with("not the inside of one [[fault]]"));
}

BOOST_AUTO_TEST_SUITE_END()
