#include "capture/rdp_in_clear.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/capture/events.h"

BOOST_AUTO_TEST_SUITE(capture_rdp_in_clear)

using namespace badrdp;
using namespace badrdp::capture;
using namespace badrdp::test;
using badrdp::test::Talk;
using wire::Role;
using wire::Step;

BOOST_AUTO_TEST_CASE(a_request_said_again_by_the_client_is_told_but_no_second_step) {
    Talk talk;
    talk.open();
    talk.say(Role::client, golden("request-xfreerdp-default"));
    talk.say(Role::client, golden("request-xfreerdp-default"));
    const auto timeline = read(talk);
    BOOST_TEST(timeline.events.back().what == "another x224_request");
    BOOST_TEST((timeline.events.back().step == Step::none));
}

BOOST_AUTO_TEST_CASE(the_request_is_told_in_words) {
    Talk talk;
    talk.open();
    talk.say(Role::client, golden("request-xfreerdp-default"));
    talk.say(Role::server, golden("confirm-shadow-failure-5"));
    const auto timeline = read(talk);
    BOOST_TEST(event_named(timeline, "x224_request")
                   .detail.starts_with("requestedProtocols 0x3 (SSL|HYBRID), cookie "));
    BOOST_TEST(event_named(timeline, "x224_confirm").detail == "failureCode 0x5 (HYBRID_REQUIRED_BY_SERVER)");
    BOOST_TEST(timeline.connections[0].failure_code.value() == 5u);
    BOOST_TEST(!timeline.connections[0].selected_protocol);
}

BOOST_AUTO_TEST_CASE(a_hostile_cookie_stays_on_its_line) {
    Talk talk;
    talk.open();
    auto request = golden("request-xfreerdp-long-user");
    const std::string_view mark = "mstshash=";
    const auto cookie = std::ranges::search(request, mark).begin() + static_cast<std::ptrdiff_t>(mark.size());
    cookie[0] = 0x1b;
    cookie[1] = '\t';
    cookie[2] = 0xff;
    talk.say(Role::client, request);
    const auto timeline = read(talk);
    BOOST_TEST(event_named(timeline, "x224_request").detail.find("cookie \\x1b\\x09\\xff") !=
               std::string::npos);
    BOOST_TEST(timeline.connections[0].cookie.starts_with("\x1b\t\xff"));
}

BOOST_AUTO_TEST_CASE(malformed_bytes_are_told_in_the_codecs_words_once) {
    Talk talk;
    talk.open();
    talk.say(Role::client, wire::Bytes{3, 0, 0, 3, 9, 9});
    talk.say(Role::client, wire::Bytes{1, 2, 3});
    talk.say(Role::server, bytes_of("HTTP/1.1 400 Bad Request"));
    const auto timeline = read(talk);
    BOOST_REQUIRE_EQUAL(timeline.events.size(), 4u);
    BOOST_TEST(timeline.events[2].what == "malformed");
    BOOST_TEST(timeline.events[2].detail == "tpkt.length: shorter than its own header (byte 2)");
    BOOST_TEST(timeline.events[2].packet == 3u);
    BOOST_TEST(timeline.events[3].detail == "tpkt.version: not 3 (byte 0)");
    BOOST_TEST((timeline.deepest() == Step::tcp_accept));
    BOOST_TEST(!timeline.connections[0].rdp_request);
}

BOOST_AUTO_TEST_CASE(a_confirm_with_a_wrong_field_does_not_hide_what_follows) {
    Talk talk;
    talk.open();
    talk.say(Role::client, golden("request-xfreerdp-default"));
    auto confirm = golden("confirm-xrdp-ssl");
    confirm.at(13) = 9;  // rdpNegRsp.length
    talk.say(Role::server, confirm);
    talk.say(Role::client, golden("client-hello-xfreerdp"));
    const auto timeline = read(talk);
    BOOST_TEST(event_named(timeline, "malformed").packet == 4u);
    BOOST_TEST((timeline.deepest() == Step::client_hello));
}

BOOST_AUTO_TEST_CASE(x224_with_wrong_fields_does_not_hide_mcs_in_clear) {
    Talk talk;
    talk.open();
    auto request = golden("request-xfreerdp-sec-rdp"), confirm = golden("confirm-xrdp-bare");
    request.at(10) = confirm.at(10) = 0x40;  // x224.classOptions: class 4
    confirm.at(5) = 0xc0;                    // x224.code
    talk.say(Role::client, request);
    talk.say(Role::server, confirm);
    talk.say(Role::client, golden("mcs-connect-initial-spec"));
    talk.say(Role::server, golden("mcs-connect-response-spec"));
    const auto timeline = read(talk);
    BOOST_TEST(std::ranges::count(timeline.events, "malformed", &Event::what) == 2);
    BOOST_TEST((timeline.deepest() == Step::mcs_connect_response));
    BOOST_TEST(!timeline.connections[0].rdp_request);
}

BOOST_AUTO_TEST_CASE(a_packet_cut_off_by_the_end_is_told) {
    for (const auto flag : {tcp_flag::fin, tcp_flag::rst}) {
        Talk talk;
        talk.open();
        talk.say(Role::client, golden("request-xfreerdp-default"));
        talk.say(Role::server, wire::BytesView(golden("confirm-xrdp-ssl")).first(9));
        talk.put(Role::server, flag, talk.server_next);
        const auto timeline = read(talk);
        const auto& cut = event_named(timeline, "cut off");
        BOOST_TEST(cut.detail == "9 bytes of a packet that never became whole");
        BOOST_TEST((timeline.deepest() == Step::x224_request));
    }
}

BOOST_AUTO_TEST_CASE(tls_without_x224_is_told) {
    Talk talk;
    talk.open();
    talk.say(Role::client, golden("client-hello-xfreerdp"));
    const auto timeline = read(talk);
    BOOST_TEST((timeline.deepest() == Step::client_hello));
    BOOST_TEST(!timeline.connections[0].rdp_request);
}

BOOST_AUTO_TEST_CASE(fast_path_after_mcs_in_clear_is_encrypted_and_not_malformed) {
    Talk talk;
    talk.open();
    talk.say(Role::client, golden("request-xfreerdp-sec-rdp"));
    talk.say(Role::server, golden("confirm-xrdp-bare"));
    talk.say(Role::client, golden("mcs-connect-initial-spec"));
    talk.say(Role::server, golden("mcs-connect-response-spec"));
    talk.say(Role::client, wire::Bytes{0x44, 0x04, 1, 2});
    const auto timeline = read(talk);
    BOOST_TEST(!has_event(timeline, "malformed"));
    BOOST_TEST((timeline.deepest() >= Step::mcs_connect_response));
}

// MCS in clear where TLS says ServerHello: nobody has connected, so nobody is answered [MS-RDPBCGR 1.3.1.1].
BOOST_AUTO_TEST_CASE(a_hosts_message_out_of_its_place_is_told_and_is_no_step) {
    Talk talk;
    talk.open();
    talk.say(Role::client, golden("request-xfreerdp-default"));
    talk.say(Role::server, golden("confirm-xrdp-ssl"));
    talk.say(Role::client, golden("client-hello-xfreerdp"));
    talk.say(Role::server, golden("mcs-connect-response-spec"));
    talk.say(Role::server, golden("mcs-attach-user-confirm-spec"));
    const auto timeline = read(talk);
    BOOST_TEST((timeline.deepest() == Step::client_hello));
    BOOST_TEST((event_named(timeline, "mcs_connect_response out of its place").step == Step::none));
    BOOST_TEST(event_named(timeline, "attach_user_confirm out of its place").packet == 7u);
}

BOOST_AUTO_TEST_CASE(a_host_that_speaks_first_has_confirmed_nothing) {
    Talk talk;
    talk.open();
    talk.say(Role::server, golden("confirm-xrdp-ssl"));
    const auto timeline = read(talk);
    BOOST_TEST((timeline.deepest() == Step::tcp_accept));
    BOOST_TEST(!timeline.connections[0].selected_protocol);
}

BOOST_AUTO_TEST_CASE(what_was_agreed_is_what_the_first_messages_say) {
    Talk talk;
    talk.open();
    talk.say(Role::client, golden("request-xfreerdp-default"));
    talk.say(Role::client, golden("request-xfreerdp-sec-tls"));
    talk.say(Role::server, golden("confirm-xrdp-ssl"));
    talk.say(Role::server, golden("confirm-shadow-failure-5"));
    const auto timeline = read(talk);
    BOOST_TEST((timeline.connections[0].requested_protocols.value() == wire::Protocols{3}));
    BOOST_TEST((timeline.connections[0].selected_protocol.value() == wire::Protocols::ssl));
    BOOST_TEST(!timeline.connections[0].failure_code);
    BOOST_TEST(event_named(timeline, "another x224_confirm").packet == 6u);
}

// What a client says is what it did, in its place or not: a demand may forbid just that.
BOOST_AUTO_TEST_CASE(a_clients_message_counts_wherever_it_stands) {
    Talk talk;
    talk.open();
    talk.say(Role::client, golden("mcs-connect-initial-spec"));
    talk.say(Role::client, golden("mcs-connect-initial-spec"));
    BOOST_TEST((read(talk).deepest() == Step::mcs_connect_initial));
}

// Of what was captured on one side of a router, or from the middle on, nobody can say what it answers.
BOOST_AUTO_TEST_CASE(a_host_is_believed_where_it_answers_what_was_not_captured) {
    for (const auto* unseen : {"from the SYN on", "the client's half", "one packet"}) {
        Talk whole;
        whole.open();
        whole.say(Role::client, golden("request-xfreerdp-sec-rdp"));
        whole.say(Role::server, golden("confirm-xrdp-bare"));
        whole.say(Role::client, golden("mcs-connect-initial-spec"));
        whole.say(Role::server, golden("mcs-connect-response-spec"));
        auto seen = whole;
        if (unseen == std::string_view("from the SYN on"))
            seen.packets.erase(seen.packets.begin(), seen.packets.begin() + 4);
        else if (unseen == std::string_view("one packet"))
            seen.packets.erase(seen.packets.begin() + 5);
        else
            seen.packets = {whole.packets[1], whole.packets[4], whole.packets[6]};
        BOOST_TEST((read(whole).deepest() == Step::mcs_connect_response));
        BOOST_TEST((read(seen).deepest() == Step::mcs_connect_response), unseen);
    }
}

BOOST_AUTO_TEST_SUITE_END()
