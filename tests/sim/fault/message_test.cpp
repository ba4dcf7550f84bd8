#include "sim/fault/message.h"

#include <boost/test/unit_test.hpp>

#include "sim/wire/share/share_steps.h"

BOOST_AUTO_TEST_SUITE(fault_message)

using namespace badrdp;
using namespace badrdp::fault;
using wire::Bytes;
using wire::Role;
using wire::Step;

// The reader of captures takes each for what it is called.
BOOST_AUTO_TEST_CASE(each_message_is_what_it_is_called) {
    BOOST_TEST(!known_messages().empty());
    for (const auto step : known_messages()) {
        const auto made = message(step);
        BOOST_REQUIRE(made.has_value());
        BOOST_TEST(name(wire::step_of_body(made->security_flags, made->body.bytes, Role::server)) ==
                   name(step));
        BOOST_TEST((wire::sender(step) == Role::server));
    }
    BOOST_TEST(!message(Step::client_info));
}

// What GNOME Remote Desktop was seen to send: a share control PDU of 13 bytes, type 6, version 1
// [MS-RDPBCGR 2.2.3.1]; and a Set Error Info of code 0 [2.2.5.1], type 0x2f in a share data PDU of 22 bytes.
BOOST_AUTO_TEST_CASE(two_of_them_are_what_a_real_host_sends) {
    const auto source_free = [](Bytes bytes) {
        bytes[4] = bytes[5] = 0;  // PDUSource, which every host numbers as it likes
        return bytes;
    };
    BOOST_TEST((source_free(message(Step::deactivate_all)->body.bytes) ==
                source_free({0x0d, 0, 0x16, 0, 0xea, 3, 0xea, 3, 1, 0, 1, 0, 0})));
    const auto error = message(Step::set_error_info)->body.bytes;
    BOOST_REQUIRE_EQUAL(error.size(), 22u);
    BOOST_TEST(error[14] == 0x2f);
    BOOST_TEST((Bytes(error.end() - 4, error.end()) == Bytes{0, 0, 0, 0}));
}

BOOST_AUTO_TEST_CASE(only_what_is_asked_is_answered) {
    BOOST_TEST((answer_to(Step::auto_detect) == Step::auto_detect_response));
    BOOST_TEST(!answer_to(Step::deactivate_all));
}

BOOST_AUTO_TEST_SUITE_END()
