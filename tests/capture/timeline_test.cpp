#include "capture/timeline.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/capture/events.h"

BOOST_AUTO_TEST_SUITE(capture_timeline)

using namespace badrdp;
using namespace badrdp::capture;
using namespace badrdp::test;
using badrdp::test::Talk;
using wire::Role;
using wire::Step;

namespace {

using Told = std::vector<std::string>;

// "0 client SYN": packet, from, what.
Told told(const Timeline& timeline) {
    Told all;
    for (const auto& e : timeline.events)
        all.push_back(std::to_string(e.packet) + " " + std::string(name(e.from)) + " " + e.what);
    return all;
}

constexpr std::uint16_t kPort = 3389;

}  // namespace

BOOST_AUTO_TEST_CASE(no_packets_are_no_connections) {
    const auto timeline = read({});
    BOOST_TEST(timeline.connections.empty());
    BOOST_TEST(timeline.events.empty());
    BOOST_TEST(timeline.all_closed());
    BOOST_TEST((timeline.deepest() == Step::none));
}

BOOST_AUTO_TEST_CASE(a_syn_that_nobody_answers_is_one_connection_however_often_it_is_sent) {
    Talk talk;
    for (int i = 0; i < 3; ++i) talk.put(Role::client, tcp_flag::syn, 1000);
    const auto timeline = read(talk);
    BOOST_REQUIRE_EQUAL(timeline.connections.size(), 1u);
    const auto& c = timeline.connections[0];
    BOOST_TEST(c.syns == 3u);
    BOOST_TEST(!c.accepted);
    BOOST_TEST(!c.refused);
    BOOST_TEST((c.how == EndHow::open));
    BOOST_TEST((timeline.deepest() == Step::tcp_connect));
    BOOST_TEST(std::ranges::count(timeline.events, Step::tcp_connect, &Event::step) == 1);
    BOOST_TEST(!timeline.all_closed());
}

BOOST_AUTO_TEST_CASE(a_rst_to_the_syn_refuses_the_connection) {
    Talk talk;
    talk.syn();
    talk.rst(Role::server);
    const auto timeline = read(talk);
    const auto& c = timeline.connections.at(0);
    BOOST_TEST(c.refused);
    BOOST_TEST((c.how == EndHow::rst));
    BOOST_TEST((c.ended_by == Role::server));
    BOOST_TEST((c.ended == talk.packets[1].at));
    BOOST_TEST((c.began == talk.packets[0].at));
    BOOST_TEST(timeline.all_closed());
}

BOOST_AUTO_TEST_CASE(a_rst_after_the_accept_refuses_nothing) {
    Talk talk;
    talk.open();
    talk.rst(Role::server);
    BOOST_TEST(!read(talk).connections.at(0).refused);
}

BOOST_AUTO_TEST_CASE(one_fin_does_not_close_a_connection) {
    Talk talk;
    talk.open();
    talk.fin(Role::server);
    BOOST_TEST(!read(talk).all_closed());
    BOOST_TEST((read(talk).connections.at(0).how == EndHow::fin));
    talk.fin(Role::client);
    const auto timeline = read(talk);
    BOOST_TEST(timeline.all_closed());
    BOOST_TEST((timeline.connections.at(0).ended_by == Role::server));
    BOOST_TEST((timeline.connections.at(0).ended == talk.packets[3].at));
}

BOOST_AUTO_TEST_CASE(a_port_used_again_is_another_connection) {
    Talk talk;
    talk.open();
    talk.say(Role::client, golden("request-xfreerdp-default"));
    talk.rst(Role::server);
    talk.client_next = 900'000;
    talk.server_next = 7;
    talk.open();
    talk.say(Role::client, golden("request-rdesktop-retry"));
    const auto timeline = read(talk);
    BOOST_REQUIRE_EQUAL(timeline.connections.size(), 2u);
    BOOST_TEST((timeline.connections[0].requested_protocols.value() == wire::Protocols{3}));
    BOOST_TEST(timeline.connections[1].rdp_request);
    BOOST_TEST(timeline.connections[1].client_port == timeline.connections[0].client_port);
    BOOST_TEST(timeline.connections[0].closed);
    BOOST_TEST(!timeline.connections[1].closed);
    BOOST_TEST(timeline.events.back().connection == 2u);
}

BOOST_AUTO_TEST_CASE(other_servers_and_strays_are_passed_over) {
    Talk other;
    other.server.port = 3390;
    other.open();
    BOOST_TEST(read_timeline(other.packets, kPort).connections.empty());

    Talk stray;
    stray.rst(Role::server);
    stray.put(Role::client, tcp_flag::ack, 5);
    BOOST_TEST(read(stray).connections.empty());

    Packet broken;
    broken.bytes = {1, 2, 3};
    BOOST_TEST(read_timeline(std::vector{broken}, kPort).connections.empty());
}

BOOST_AUTO_TEST_CASE(two_servers_of_one_port_are_two_connections) {
    Talk one, two;
    two.server.address = ipv4(127, 0, 0, 2);
    one.open();
    two.open();
    auto both = one.packets;
    both.insert(both.end(), two.packets.begin(), two.packets.end());
    BOOST_TEST(read_timeline(both, kPort).connections.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_step_is_told_by_the_packet_that_completes_it) {
    Talk talk;
    talk.open();
    const auto request = golden("request-xfreerdp-default");
    const wire::BytesView view(request);
    talk.say(Role::client, view.first(10));
    const auto middle = talk.client_next;
    talk.client_next += 10;
    talk.say(Role::client, view.subspan(20));  // overtakes the middle
    talk.put(Role::client, tcp_flag::ack, middle, view.subspan(10, 10));
    const auto timeline = read(talk);
    BOOST_TEST(told(timeline) == (Told{"0 client SYN", "1 server SYN-ACK", "5 client x224_request"}),
               boost::test_tools::per_element());
    BOOST_TEST(timeline.connections[0].gaps == 0u);
    BOOST_TEST(timeline.connections[0].retransmissions == 0u);
}

BOOST_AUTO_TEST_CASE(sequence_numbers_may_wrap_inside_a_packet) {
    Talk talk;
    talk.client_next = 0xffff'fff0;
    talk.server_next = 0xffff'ffff;
    talk.open();
    talk.say(Role::client, golden("request-xfreerdp-default"));
    talk.say(Role::server, golden("confirm-xrdp-ssl"));
    talk.say(Role::client, golden("client-hello-xfreerdp"));
    BOOST_TEST((read(talk).deepest() == Step::client_hello));
}

BOOST_AUTO_TEST_CASE(ipv6_is_read_as_well) {
    Talk talk;
    talk.client.address = talk.server.address = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    talk.open();
    talk.say(Role::client, golden("request-xfreerdp-default"));
    BOOST_TEST((read(talk).deepest() == Step::x224_request));
}

BOOST_AUTO_TEST_CASE(a_hole_is_told_where_its_stream_ends_and_nothing_is_guessed_behind_it) {
    auto talk = talk_of_hellos("server-flight-tls12");
    talk.server_next += 1200;
    talk.say(Role::server, tls_record(20, 1));
    talk.say(Role::client, tls_record(23, 100));
    talk.fin(Role::server);
    talk.fin(Role::client);
    const auto timeline = read(talk);
    const auto& gap = event_named(timeline, "gap of 1200 bytes");
    BOOST_TEST(gap.packet == 9u);
    BOOST_TEST((gap.from == Role::server));
    BOOST_TEST(timeline.connections[0].gaps == 1u);
    BOOST_TEST(timeline.events.back().what == "FIN");
    BOOST_TEST(timeline.events.back().packet == 10u);
    BOOST_TEST((timeline.deepest() == Step::server_flight));
}

BOOST_AUTO_TEST_CASE(data_missing_before_a_fin_is_a_hole_too) {
    Talk talk;
    talk.open();
    talk.client_next += 5;
    talk.fin(Role::client);
    const auto timeline = read(talk);
    BOOST_TEST(timeline.connections.at(0).gaps == 1u);
    BOOST_TEST(has_event(timeline, "gap of 5 bytes"));
}

BOOST_AUTO_TEST_CASE(a_request_sent_again_by_tcp_is_one_request) {
    Talk talk;
    talk.open();
    const auto request = golden("request-xfreerdp-default");
    for (int i = 0; i < 4; ++i) talk.put(Role::client, tcp_flag::ack, talk.client_next, request);
    const auto timeline = read(talk);
    BOOST_TEST(timeline.connections.at(0).retransmissions == 3u);
    BOOST_TEST(timeline.connections.at(0).bytes_from_client == request.size());
    BOOST_TEST(timeline.events.size() == 3u);
    BOOST_REQUIRE_EQUAL(timeline.again.size(), 3u);
    BOOST_TEST(timeline.again[0].packet == talk.packets.size() - 3);
    BOOST_TEST((timeline.again[0].from == Role::client));
}

BOOST_AUTO_TEST_SUITE_END()
