// What is told of redirections from outside of TLS.
#include <boost/test/unit_test.hpp>

#include "harness/diagnose/diagnosis.h"
#include "tests/capture/events.h"
#include "tests/capture/survey/surveys.h"

namespace badrdp::test {
namespace {

BOOST_AUTO_TEST_SUITE(diagnose_redirection)

using harness::diagnosis::Certainty;
using harness::diagnosis::HealthState;
using wire::Role;

// A Connection Request with this requestedProtocols [MS-RDPBCGR 2.2.1.1], with the routing token of 3.2.5.3.1
// or without.
wire::Bytes request(std::uint8_t protocols, bool token) {
    wire::Bytes out{3, 0, 0, 0, 0, 0xe0, 0, 0, 0, 0, 0};
    if (token) std::ranges::copy(bytes_of("Cookie: msts=3640205228.15629.0000\r\n"), std::back_inserter(out));
    std::ranges::copy(wire::Bytes{1, 0, 8, 0, protocols, 0, 0, 0}, std::back_inserter(out));
    out[3] = static_cast<std::uint8_t>(out.size());
    out[4] = static_cast<std::uint8_t>(out.size() - 5);
    return out;
}

// TLS 1.2, a few records inside, and the client leaves.
Talk first_leg() {
    auto talk = talk_of_hellos("server-flight-tls12");
    for (const auto from : {Role::client, Role::server}) {
        talk.say(from, wire::Bytes{20, 3, 3, 0, 1, 1});
        talk.say(from, tls_record(22, 40));
    }
    talk.say(Role::client, tls_record(23, 400));
    talk.say(Role::server, tls_record(23, 300));
    talk.fin(Role::client);
    return talk;
}

Talk second_leg(std::uint8_t protocols, bool token, std::chrono::seconds later) {
    Talk talk;
    talk.client.port = 40001;
    talk.open();
    talk.say(Role::client, request(protocols, token));
    talk.fin(Role::server);
    delay_from(talk, 0, later);
    return talk;
}

BOOST_AUTO_TEST_CASE(a_connection_that_leads_to_another_with_a_token_has_done_its_work) {
    for (const auto& [protocols, token] : {std::pair<std::uint8_t, bool>{7, false}, {3, true}}) {
        const auto survey =
            survey_of({first_leg().packets, second_leg(protocols, token, std::chrono::seconds(2)).packets});
        BOOST_REQUIRE_EQUAL(survey.talks.size(), 2u);
        const auto found = harness::diagnosis::diagnose(survey.talks[0], survey);
        BOOST_TEST((found.state == HealthState::healthy));
        BOOST_TEST(found.says.contains(token ? "with a routing token" : "asking for RDSTLS"));
    }
}

BOOST_AUTO_TEST_CASE(one_that_leads_to_no_other_or_to_a_plain_one_or_much_later_has_failed) {
    const auto state = [](const capture::Survey& survey) {
        return harness::diagnosis::diagnose(survey.talks.at(0), survey).state;
    };
    BOOST_TEST((state(survey_of(first_leg())) == HealthState::failed));
    const auto plain = second_leg(3, false, std::chrono::seconds(2));
    BOOST_TEST((state(survey_of({first_leg().packets, plain.packets})) == HealthState::failed));
    const auto late = second_leg(7, true, std::chrono::seconds(20));
    BOOST_TEST((state(survey_of({first_leg().packets, late.packets})) == HealthState::failed));
}

BOOST_AUTO_TEST_CASE(who_asks_for_rdstls_and_is_hung_up_on_came_from_a_redirection) {
    const auto lost = second_leg(7, false, std::chrono::seconds(2));
    const auto survey = survey_of({first_leg().packets, lost.packets});
    const auto found = harness::diagnosis::diagnose(survey.talks.at(1), survey);
    BOOST_TEST((found.state == HealthState::failed));
    BOOST_TEST(found.causes.at(0).cause == "C26");
    BOOST_TEST((found.causes[0].certainty == Certainty::likely));
    BOOST_TEST(found.causes[0].evidence.at(1).says == "and no routing token in it");

    const auto broker = second_leg(3, true, std::chrono::seconds(2));
    const auto plain = survey_of({first_leg().packets, broker.packets});
    BOOST_TEST(harness::diagnosis::diagnose(plain.talks.at(1), plain).causes.at(0).cause != "C26");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::test
