// Conversations that begin otherwise than with a Connection Request, and end at that.
#include <boost/test/unit_test.hpp>

#include "harness/diagnose/diagnosis.h"
#include "tests/capture/survey/surveys.h"
#include "tests/golden.h"

namespace badrdp::test {
namespace {

BOOST_AUTO_TEST_SUITE(diagnose_negotiation)

using harness::diagnosis::Certainty;
using harness::diagnosis::Diagnosis;
using wire::Role;

// MS-RDPEPS 2.2.1.1, Id 42.
Talk naming_a_machine() {
    Talk talk;
    talk.open();
    talk.say(Role::client, from_hex("10000000 00000000 01000000 2a000000"));
    return talk;
}

Talk with_tls_at_once() {
    Talk talk;
    talk.open();
    talk.say(Role::client, golden("client-hello-xfreerdp"));
    return talk;
}

Diagnosis diagnosed(const Talk& talk) {
    const auto survey = survey_of(talk);
    BOOST_REQUIRE_EQUAL(survey.talks.size(), 1u);
    return harness::diagnosis::diagnose(survey.talks[0], survey);
}

bool blames_the_beginning(const Diagnosis& found) {
    return !found.causes.empty() && found.causes[0].cause == "C30" &&
           found.causes[0].certainty == Certainty::likely;
}

BOOST_AUTO_TEST_CASE(knows_a_host_that_wants_to_hear_of_no_machine) {
    auto talk = naming_a_machine();
    auto reset = talk;
    talk.fin(Role::server);
    reset.rst(Role::server);
    for (const auto& one : {talk, reset}) {
        const auto found = diagnosed(one);
        BOOST_TEST(found.says ==
                   "The client names a machine before it asks for anything, and the host ends that.");
        BOOST_TEST(blames_the_beginning(found));
        BOOST_TEST(found.causes[0].scenarios.at(0) == "negotiation/preconnection-unexpected");
        BOOST_TEST(found.causes[0].evidence.at(0).frame == 4u);
    }
}

BOOST_AUTO_TEST_CASE(knows_a_host_that_wants_no_tls_at_once) {
    auto talk = with_tls_at_once();
    talk.fin(Role::server);
    const auto found = diagnosed(talk);
    BOOST_TEST(found.says ==
               "The client begins with TLS, without asking for it first, and the host ends that.");
    BOOST_TEST(blames_the_beginning(found));
    BOOST_TEST(found.causes[0].scenarios.at(0) == "negotiation/tls-at-once");
}

// MS-RDPBCGR 2.2.1.2.2: ENTRA_AUTH_REQUIRED_BY_SERVER.
BOOST_AUTO_TEST_CASE(knows_a_host_that_lets_in_entra_id_alone) {
    Talk talk;
    talk.open();
    talk.say(Role::client, from_hex("03000013 0ee00000 00000001 00080003 000000"));
    talk.say(Role::server, from_hex("03000013 0ed00000 12340003 00080007 000000"));
    talk.fin(Role::server);
    const auto found = diagnosed(talk);
    BOOST_REQUIRE(!found.causes.empty());
    BOOST_TEST(found.causes[0].cause == "C34");
    BOOST_TEST((found.causes[0].certainty == Certainty::certain));
}

// MS-RDPBCGR 2.2.1.1.1, 2.2.1.2.1: RESTRICTED_ADMIN_MODE_REQUIRED, and RESTRICTED_ADMIN_MODE_SUPPORTED.
BOOST_AUTO_TEST_CASE(knows_a_host_that_offers_no_restricted_admin) {
    const auto with_flags = [](std::string_view flags) {
        Talk talk;
        talk.open();
        talk.say(Role::client, from_hex("03000013 0ee00000 00000001 01080003 000000"));
        talk.say(Role::server,
                 from_hex("03000013 0ed00000 12340002 " + std::string(flags) + "080002 000000"));
        talk.fin(Role::client);
        return diagnosed(talk);
    };
    const auto found = with_flags("07");
    BOOST_REQUIRE(!found.causes.empty());
    BOOST_TEST(found.causes[0].cause == "C31");
    BOOST_TEST((found.causes[0].certainty == Certainty::likely));
    BOOST_TEST(with_flags("0f").causes.empty());
}

BOOST_AUTO_TEST_CASE(takes_nobody_who_leaves_by_himself_for_a_host_that_does) {
    for (auto talk : {naming_a_machine(), with_tls_at_once()}) {
        talk.fin(Role::client);
        BOOST_TEST(!blames_the_beginning(diagnosed(talk)));
    }
}

// What came before may have been a request.
BOOST_AUTO_TEST_CASE(takes_no_capture_that_begins_in_the_middle_for_such_a_beginning) {
    for (auto talk : {naming_a_machine(), with_tls_at_once()}) {
        talk.fin(Role::server);
        talk.packets.erase(talk.packets.begin(), talk.packets.begin() + 3);
        BOOST_TEST(!blames_the_beginning(diagnosed(talk)));
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::test
