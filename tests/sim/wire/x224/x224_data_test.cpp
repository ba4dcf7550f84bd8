#include "sim/wire/x224/x224_data.h"

#include <boost/test/unit_test.hpp>

#include "tests/golden.h"

BOOST_AUTO_TEST_SUITE(x224_data)

using namespace badrdp::wire;
using badrdp::test::from_hex;
using badrdp::test::golden;

BOOST_AUTO_TEST_CASE(read_and_write_are_mirrors) {
    const auto bytes = from_hex("02 f0 80");
    Reader in(bytes);
    const auto header = X224Data::read(in);
    BOOST_REQUIRE(header);
    Writer out;
    header->write(out);
    BOOST_TEST(out.bytes == bytes);
    BOOST_TEST(std::ranges::equal(in.fields(), out.fields));
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong) {
    const struct {
        const char* hex;
        const char* error;
    } cases[] = {
        {"", "x224.li: missing (byte 0)"},
        {"03 f0 80", "x224.li: not 2 (byte 0)"},
        {"02 e0 80", "x224.code: not Data (byte 1)"},
        {"02 f0", "x224.eot: missing (byte 2)"},
        {"02 f0 00", "x224.eot: not the end of a TPDU (byte 2)"},
    };
    for (const auto& [hex, error] : cases) {
        BOOST_TEST_CONTEXT(hex) {
            const auto bytes = from_hex(hex);
            Reader in(bytes);
            const auto header = X224Data::read(in);
            BOOST_REQUIRE(!header);
            BOOST_TEST(to_string(header.error()) == error);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_worked_examples_are_the_steps_they_are_examples_of) {
    BOOST_TEST(name(step_of_data(golden("mcs-connect-initial-spec"))) == "mcs_connect_initial");
    BOOST_TEST(name(step_of_data(golden("mcs-connect-response-spec"))) == "mcs_connect_response");
    BOOST_TEST(name(step_of_data(golden("mcs-erect-domain-spec"))) == "erect_domain");
    BOOST_TEST(name(step_of_data(golden("mcs-attach-user-request-spec"))) == "attach_user_request");
    BOOST_TEST(name(step_of_data(golden("mcs-attach-user-confirm-spec"))) == "attach_user_confirm");
    BOOST_TEST(name(step_of_data(golden("mcs-channel-join-request-spec"))) == "channel_join_request");
    BOOST_TEST(name(step_of_data(golden("mcs-channel-join-confirm-spec"))) == "channel_join_confirm");
}

BOOST_AUTO_TEST_CASE(an_ultimatum_is_a_step_that_may_come_at_any_time) {
    const auto step = step_of_data(golden("mcs-disconnect-provider-spec"));
    BOOST_TEST(name(step) == "disconnect_ultimatum");
    BOOST_TEST(!is_depth(step));
}

BOOST_AUTO_TEST_CASE(send_data_is_whatever_it_carries) {
    BOOST_TEST(name(step_of_data(golden("mcs-send-data-spec"))) == "none");
}

BOOST_AUTO_TEST_CASE(anything_else_is_no_step) {
    for (const char* hex :
         {"", "03", "03 00 00 08 02 f0 80 7f", "03 00 00 09 02 f0 80 7f 67", "04 00 00 09 02 f0 80 7f 65"}) {
        BOOST_TEST_CONTEXT(hex) { BOOST_TEST(name(step_of_data(from_hex(hex))) == "none"); }
    }
    BOOST_TEST(name(step_of_data(golden("request-spec"))) == "none");
    BOOST_TEST(name(step_of_data(golden("client-hello-xfreerdp"))) == "none");
}

BOOST_AUTO_TEST_SUITE_END()
