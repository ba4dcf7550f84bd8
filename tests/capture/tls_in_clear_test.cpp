#include "capture/tls_in_clear.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/capture/events.h"

BOOST_AUTO_TEST_SUITE(capture_tls_in_clear)

using namespace badrdp;
using namespace badrdp::capture;
using namespace badrdp::test;
using badrdp::test::Talk;
using wire::Role;
using wire::Step;

namespace {

const wire::Bytes kClientKeyExchange{22, 3, 3, 0, 6, 16, 0, 0, 2, 1, 0};

}  // namespace

BOOST_AUTO_TEST_CASE(tls12_is_not_finished_before_the_server_has_changed_its_cipher) {
    auto talk = talk_of_hellos("server-flight-tls12");
    talk.say(Role::client, kClientKeyExchange);
    BOOST_TEST((read(talk).deepest() == Step::server_flight));
    talk.say(Role::client, tls_record(20, 1));
    talk.say(Role::client, tls_record(22, 40));  // Finished
    BOOST_TEST((read(talk).deepest() == Step::server_flight));
    talk.say(Role::server, tls_record(20, 1));
    const auto timeline = read(talk);
    BOOST_TEST((timeline.deepest() == Step::tls_finished));
    BOOST_TEST(event_named(timeline, "tls_finished").packet == talk.packets.size() - 1);
    BOOST_TEST((event_named(timeline, "tls_finished").from == Role::client));
}

BOOST_AUTO_TEST_CASE(tls12_is_told_from_its_records_when_a_message_in_them_is_malformed) {
    auto talk = talk_of_hellos("server-flight-tls12");
    talk.say(Role::client, wire::Bytes{22, 3, 3, 0, 4, 16, 0xff, 0xff, 0xff});
    talk.say(Role::client, kClientKeyExchange);
    talk.say(Role::client, tls_record(20, 1));
    talk.say(Role::client, tls_record(22, 40));
    talk.say(Role::server, tls_record(20, 1));
    const auto timeline = read(talk);
    BOOST_TEST(std::ranges::count(timeline.events, "malformed", &Event::what) == 1);
    BOOST_TEST(event_named(timeline, "malformed").detail == "handshake.length: more than 64 KiB (byte 1)");
    BOOST_TEST((timeline.deepest() == Step::tls_finished));
}

BOOST_AUTO_TEST_CASE(nothing_is_told_behind_a_malformed_record) {
    auto talk = talk_of_hellos("server-flight-tls12");
    talk.say(Role::server, wire::Bytes{22, 3, 3, 0xff, 0xff});
    talk.say(Role::server, wire::Bytes{21, 3, 3, 0, 2, 2, 40});
    const auto timeline = read(talk);
    BOOST_TEST(timeline.events.back().detail == "tlsRecord.length: more than 18432 (byte 3)");
    BOOST_TEST(timeline.connections[0].alerts.empty());
}

BOOST_AUTO_TEST_CASE(tls12_alerts_after_the_change_of_cipher_are_encrypted) {
    auto talk = talk_of_hellos("server-flight-tls12");
    talk.say(Role::client, tls_record(20, 1));
    talk.say(Role::client, tls_record(21, 26));
    talk.say(Role::server, wire::Bytes{21, 3, 3, 0, 2, 2, 51});
    const auto timeline = read(talk);
    const auto& alerts = timeline.connections[0].alerts;
    BOOST_REQUIRE_EQUAL(alerts.size(), 2u);
    BOOST_TEST(alerts[0].level == 0u);
    BOOST_TEST((alerts[0].from == Role::client));
    BOOST_TEST(alerts[1].level == 2u);
    BOOST_TEST(alerts[1].description == 51u);
    BOOST_TEST(event_named(timeline, "alert fatal 51").detail == "decrypt_error");
    BOOST_TEST((timeline.deepest() == Step::server_flight));
}

// AES-256-GCM: 2 bytes of alert, 1 of type, 16 of tag; a Finished has 4 + 48 bytes in place of the 2.
BOOST_AUTO_TEST_CASE(tls13_tells_a_hidden_alert_from_a_finished_by_its_length) {
    auto refusal = talk_of_hellos("server-flight-tls13");
    refusal.say(Role::client, tls_record(20, 1));
    refusal.say(Role::client, tls_record(23, 2 + 1 + 16));
    const auto refused = read(refusal);
    BOOST_TEST((refused.deepest() == Step::server_flight));
    BOOST_REQUIRE_EQUAL(refused.connections[0].alerts.size(), 1u);
    BOOST_TEST(refused.connections[0].alerts[0].level == 0u);

    auto short_one = talk_of_hellos("server-flight-tls13");
    short_one.say(Role::client, tls_record(23, 4 + 31 + 1 + 16));
    BOOST_TEST((read(short_one).deepest() == Step::server_flight));

    auto finish = talk_of_hellos("server-flight-tls13");
    finish.say(Role::client, tls_record(20, 1));
    finish.say(Role::client, tls_record(23, 4 + 48 + 1 + 16));
    BOOST_TEST((read(finish).deepest() == Step::tls_finished));
    BOOST_TEST(read(finish).connections[0].alerts.empty());
}

// Standard RDP Security was agreed on, and no ClientHello was said: what looks like a flight answers nothing.
BOOST_AUTO_TEST_CASE(a_flight_that_nobody_asked_for_is_told_and_is_no_step) {
    Talk talk;
    talk.open();
    talk.say(Role::client, golden("request-xfreerdp-sec-rdp"));
    talk.say(Role::server, golden("confirm-xrdp-bare"));
    talk.say(Role::client, golden("mcs-connect-initial-spec"));
    talk.say(Role::server, golden("server-flight-tls12"));
    const auto timeline = read(talk);
    BOOST_TEST((timeline.deepest() == Step::mcs_connect_initial));
    BOOST_TEST(event_named(timeline, "server_flight out of its place").packet == 6u);
    BOOST_TEST(!timeline.connections[0].tls_version);
    BOOST_TEST(!timeline.connections[0].certificate);
}

BOOST_AUTO_TEST_CASE(the_version_is_that_of_the_first_server_hello) {
    auto talk = talk_of_hellos("server-flight-tls12");
    talk.say(Role::server, golden("server-flight-tls10"));
    const auto timeline = read(talk);
    BOOST_TEST(has_event(timeline, "another server_hello"));
    BOOST_TEST(timeline.connections[0].tls_version.value() == 0x0303u);
}

BOOST_AUTO_TEST_CASE(tls12_is_not_finished_without_a_server_hello) {
    Talk talk;
    talk.open();
    talk.say(Role::client, golden("request-xfreerdp-default"));
    talk.say(Role::server, golden("confirm-xrdp-ssl"));
    talk.say(Role::client, golden("client-hello-xfreerdp"));
    talk.say(Role::server, tls_record(20, 1));
    talk.say(Role::client, tls_record(20, 1));
    talk.say(Role::client, tls_record(22, 40));
    BOOST_TEST((read(talk).deepest() == Step::client_hello));
}

BOOST_AUTO_TEST_SUITE_END()
