// Conversations whose TLS was opened: what their insides lead to.
#include <boost/test/unit_test.hpp>

#include "harness/diagnose/diagnosis.h"
#include "tests/capture/events.h"
#include "tests/capture/survey/surveys.h"

namespace badrdp::test {
namespace {

BOOST_AUTO_TEST_SUITE(diagnose_opened)

using harness::diagnosis::Certainty;
using harness::diagnosis::Diagnosis;
using harness::diagnosis::HealthState;
using wire::Role;
using wire::Step;

// A conversation over TLS of which keys have opened so much.
Diagnosis opened(const capture::OpenedFacts& facts, Step deepest, Role ended_by) {
    auto talk = talk_of_hellos("server-flight-tls12");
    for (const auto from : {Role::client, Role::server}) {
        talk.say(from, wire::Bytes{20, 3, 3, 0, 1, 1});
        talk.say(from, tls_record(22, 40));
    }
    talk.say(Role::client, tls_record(23, 200));
    talk.say(Role::server, tls_record(23, 60));
    talk.fin(ended_by);
    auto survey = survey_of(talk);
    survey.talks.at(0).facts.opened = facts;
    survey.talks[0].facts.opened.any = true;
    survey.talks[0].facts.deepest = deepest;
    return harness::diagnosis::diagnose(survey.talks[0], survey);
}

void blames(const Diagnosis& found, std::string_view cause, Certainty certainty) {
    BOOST_TEST((found.state == HealthState::failed));
    BOOST_REQUIRE(!found.causes.empty());
    BOOST_TEST(found.causes[0].cause == cause);
    BOOST_TEST((found.causes[0].certainty == certainty));
    BOOST_TEST(found.alike == 0u);
}

// MS-ERREF 2.3.1: STATUS_NOT_SUPPORTED, and STATUS_ACCOUNT_LOCKED_OUT, which only an account can earn.
BOOST_AUTO_TEST_CASE(reads_the_errorcode_of_nla_by_its_number_and_its_place) {
    blames(opened({.credssp_error = 0xc00000bb}, Step::credssp_negotiate, Role::server), "C09",
           Certainty::likely);
    blames(opened({.credssp_error = 0xc0000234}, Step::credssp_authenticate, Role::server), "C23",
           Certainty::likely);
}

BOOST_AUTO_TEST_CASE(is_certain_of_an_account_that_early_authorization_refuses) {
    blames(opened({.early_user_auth = 5}, Step::early_user_auth, Role::server), "C23", Certainty::certain);
    BOOST_TEST(!opened({.early_user_auth = 0}, Step::early_user_auth, Role::server).says.contains("denies"));
}

BOOST_AUTO_TEST_CASE(tells_an_old_credssp_by_its_version_and_by_who_leaves) {
    const capture::OpenedFacts old{.credssp_server = 2};
    blames(opened(old, Step::credssp_pubkey, Role::client), "C09", Certainty::likely);
    const auto newer = opened({.credssp_server = 6}, Step::credssp_pubkey, Role::client);
    BOOST_TEST(newer.causes.empty());
}

BOOST_AUTO_TEST_CASE(says_the_number_of_what_no_cause_is_known_for) {
    const auto licence = opened({.license_error = 2}, Step::license, Role::server);
    BOOST_TEST(licence.says == "The host refuses the client's licence, with error 2.");
    blames(licence, "C35", Certainty::likely);
    const auto info = opened({.error_info = 0x101}, Step::client_info, Role::server);
    BOOST_TEST(info.says.contains("0x101"));
    BOOST_TEST(info.next.at(0).command == "badrdp explain errinfo:0x101");
    blames(opened({.error_info = 9}, Step::client_info, Role::server), "C23", Certainty::likely);
}

// MS-RDPBCGR 2.2.5.1.1: 0xC logged off by the user, 0xB disconnected by the user, 3 idle too long.
BOOST_AUTO_TEST_CASE(judges_the_end_of_an_open_session_by_what_the_host_says) {
    const auto state = [](std::uint32_t code) {
        return opened({.error_info = code}, Step::active, Role::client).state;
    };
    BOOST_TEST((state(0xc) == HealthState::healthy));
    BOOST_TEST((state(0xb) == HealthState::undetermined));  // nobody was said to have logged on
    BOOST_TEST((state(3) == HealthState::failed));
    BOOST_TEST((opened({.ultimatum_of_host = 3}, Step::active, Role::server).state == HealthState::healthy));
    BOOST_TEST((opened({}, Step::active, Role::client).state == HealthState::healthy));
    BOOST_TEST(
        (opened({.ultimatum_of_host = 1}, Step::active, Role::server).state == HealthState::undetermined));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::test
