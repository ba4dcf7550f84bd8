#include "capture/survey/survey.h"

#include <boost/test/unit_test.hpp>

#include "tests/capture/survey/surveys.h"
#include "tests/golden.h"

namespace badrdp::test {
namespace {

BOOST_AUTO_TEST_SUITE(capture_survey)

using capture::Speech;
using wire::Role;
using wire::Step;

Talk negotiation(std::uint16_t client_port, std::uint16_t server_port) {
    Talk talk;
    talk.client.port = client_port;
    talk.server.port = server_port;
    talk.open();
    talk.say(Role::client, golden("request-xfreerdp-default"));
    talk.say(Role::server, golden("confirm-xrdp-ssl"));
    return talk;
}

BOOST_AUTO_TEST_CASE(keeps_conversations_apart_and_finds_rdp_on_any_port) {
    Talk web;
    web.client.port = 50000;
    web.server.port = 80;
    web.open();
    web.say(Role::client, bytes_of("GET / HTTP/1.1\r\n\r\n"));
    const auto survey =
        survey_of({negotiation(40000, 3389).packets, web.packets, negotiation(40001, 13389).packets});
    BOOST_REQUIRE_EQUAL(survey.talks.size(), 2u);
    BOOST_TEST(survey.others == 1u);
    for (const auto& talk : survey.talks) {
        BOOST_TEST((talk.speech == Speech::rdp));
        BOOST_TEST((talk.facts.deepest == Step::x224_confirm));
        BOOST_TEST(talk.whole);
        BOOST_TEST((talk.facts.selected_protocol.value() == wire::Protocols{1}));
    }
    BOOST_TEST(survey.talks[0].server.at.port == 3389);
    BOOST_TEST(survey.talks[1].server.at.port == 13389);
}

// MS-RDPEPS 4.1: a client of Hyper-V names its machine on port 2179, and begins with TLS behind that.
BOOST_AUTO_TEST_CASE(knows_rdp_by_a_preconnection_pdu_however_it_is_cut) {
    const auto pdu = bytes_of(std::string_view("\x12\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\0\0", 18));
    for (const std::size_t first : {18u, 12u, 5u, 1u}) {
        Talk talk;
        talk.client.port = 40000;
        talk.server.port = 2179;
        talk.open();
        talk.say(Role::client, wire::BytesView(pdu).first(first));
        if (first < pdu.size()) talk.say(Role::client, wire::BytesView(pdu).subspan(first));
        talk.say(Role::client, golden("client-hello-xfreerdp"));
        const auto survey = survey_of(talk);
        BOOST_REQUIRE_EQUAL(survey.talks.size(), 1u);
        BOOST_TEST((survey.talks[0].speech == Speech::rdp));
        BOOST_TEST((survey.talks[0].facts.deepest == Step::client_hello));
    }
    Talk other;  // begins so too, and goes on otherwise
    other.server.port = 2179;
    other.open();
    other.say(Role::client, wire::BytesView(pdu).first(5));
    other.say(Role::client, bytes_of("something else"));
    BOOST_TEST(survey_of(other).talks.empty());
    BOOST_TEST(survey_of(other).others == 1u);
}

BOOST_AUTO_TEST_CASE(tells_the_ends_apart_where_the_beginning_is_missing) {
    auto talk = negotiation(40000, 13389);
    talk.packets.erase(talk.packets.begin(), talk.packets.begin() + 3);
    const auto survey = survey_of(talk);
    BOOST_REQUIRE_EQUAL(survey.talks.size(), 1u);
    BOOST_TEST(survey.talks[0].client.at.port == 40000);
    BOOST_TEST(!survey.talks[0].whole);
    BOOST_TEST((survey.talks[0].facts.deepest == Step::x224_confirm));
}

BOOST_AUTO_TEST_CASE(takes_doubles_for_one_and_repeats_for_repeats) {
    auto talk = negotiation(40000, 3389);
    auto doubled = talk;
    for (auto at = doubled.packets.begin(); at != doubled.packets.end(); at += 2) {
        auto again = *at;
        again.at += std::chrono::microseconds(5);
        at = doubled.packets.insert(at + 1, again) - 1;
    }
    const auto twice = survey_of(doubled);
    BOOST_TEST(twice.talks[0].doubles == 4u);  // an acknowledgement without payload is nobody's double
    BOOST_TEST(twice.talks[0].client.repeats == 0u);
    BOOST_TEST(twice.talks[0].facts.syns == 1u);

    auto again = talk.packets[3];
    again.at += std::chrono::seconds(1);
    talk.packets.push_back(again);
    const auto repeated = survey_of(talk);
    BOOST_TEST(repeated.talks[0].doubles == 0u);
    BOOST_TEST(repeated.talks[0].client.repeats == 1u);
    BOOST_TEST(repeated.talks[0].client.last_repeat.frame == 6u);
}

BOOST_AUTO_TEST_CASE(puts_what_overtakes_in_order) {
    auto talk = negotiation(40000, 3389);
    const auto hello = golden("client-hello-xfreerdp");
    talk.say(Role::client, wire::BytesView(hello).first(100));
    talk.say(Role::client, wire::BytesView(hello).subspan(100));
    std::swap(talk.packets[5].bytes, talk.packets[6].bytes);
    const auto survey = survey_of(talk);
    BOOST_TEST((survey.talks[0].facts.deepest == Step::client_hello));
    BOOST_TEST(survey.talks[0].facts.gaps == 0u);
}

BOOST_AUTO_TEST_CASE(knows_what_was_never_acknowledged_and_what_the_capture_missed) {
    auto talk = negotiation(40000, 3389);
    talk.say(Role::client, golden("client-hello-xfreerdp"));
    auto survey = survey_of(talk);
    BOOST_REQUIRE_EQUAL(survey.talks[0].client.unanswered.size(), 1u);
    BOOST_TEST(survey.talks[0].client.unanswered[0].length == golden("client-hello-xfreerdp").size());
    BOOST_TEST(survey.talks[0].client.biggest_passed == golden("request-xfreerdp-default").size());
    BOOST_TEST(!survey.talks[0].missed);

    talk.put(Role::server, path::tcp_flag::ack, talk.server_next);
    BOOST_TEST(survey_of(talk).talks[0].client.unanswered.empty());

    talk.packets.erase(talk.packets.begin() + 5);  // the hello, which the host has acknowledged
    BOOST_TEST(survey_of(talk).talks[0].missed.frame == 6u);
}

BOOST_AUTO_TEST_CASE(takes_a_new_syn_from_the_same_port_for_a_new_conversation) {
    auto first = negotiation(40000, 3389);
    first.rst(Role::client);
    auto second = first;
    for (auto& packet : second.packets) packet.at += std::chrono::seconds(5);
    Talk fresh;
    fresh.client_next = 77777;
    fresh.open();
    for (auto& packet : fresh.packets) packet.at += std::chrono::seconds(9);
    const auto survey = survey_of({first.packets, fresh.packets});
    BOOST_REQUIRE_EQUAL(survey.talks.size(), 2u);
    BOOST_TEST((survey.talks[0].facts.how == capture::EndHow::rst));
    BOOST_TEST((survey.talks[1].facts.deepest == Step::tcp_accept));
}

BOOST_AUTO_TEST_CASE(takes_silence_for_rdp_only_where_rdp_may_be_meant) {
    Talk silent;
    silent.server.port = 8080;
    silent.syn();
    BOOST_TEST(survey_of({silent.packets}).talks.size() == 1u);
    const auto beside = survey_of({silent.packets, negotiation(40001, 3389).packets});
    BOOST_TEST(beside.talks.size() == 1u);
    BOOST_TEST(beside.others == 1u);
    BOOST_TEST(survey_of({silent.packets, negotiation(40001, 3389).packets}, {8080}).talks.size() == 2u);
}

// dig's question and dnsmasq's answers, around them an IPv4 and a UDP header.
capture::Packet datagram(std::string_view name, bool answer, int at) {
    wire::Bytes udp{answer ? std::uint8_t{0} : std::uint8_t{0xc0},
                    answer ? std::uint8_t{53} : std::uint8_t{0},
                    answer ? std::uint8_t{0xc0} : std::uint8_t{0},
                    answer ? std::uint8_t{0} : std::uint8_t{53},
                    0,
                    0,
                    0,
                    0};
    const auto message = golden(name);
    udp.insert(udp.end(), message.begin(), message.end());
    capture::Packet packet;
    const auto client = path::ipv4(127, 0, 0, 1), server = path::ipv4(127, 0, 0, 53);
    packet.bytes =
        path::ip_frame(answer ? server : client, answer ? client : server, path::ip_protocol::udp, udp);
    packet.wire_length = static_cast<std::uint32_t>(packet.bytes.size());
    packet.at = std::chrono::seconds(at);
    return packet;
}

BOOST_AUTO_TEST_CASE(reads_which_names_were_asked_for) {
    const auto survey =
        survey_of({{datagram("dns-query-glibc-a", false, 1), datagram("dns-query-glibc-a", false, 2)}});
    BOOST_REQUIRE_EQUAL(survey.names.size(), 1u);
    BOOST_TEST(survey.names[0].times == 2u);
    BOOST_TEST(!survey.names[0].answered);
    BOOST_TEST(!survey.names[0].name.empty());
}

BOOST_AUTO_TEST_CASE(reads_the_addresses_of_an_answer) {
    const auto a = capture::read_dns(golden("dns-answer-dnsmasq-a"));
    BOOST_REQUIRE(a.has_value());
    BOOST_TEST(a->answer);
    BOOST_REQUIRE_EQUAL(a->addresses.size(), 1u);
    BOOST_TEST(path::is_ipv4(a->addresses[0]));
    BOOST_TEST(capture::read_dns(golden("dns-answer-dnsmasq-aaaa"))->addresses.size() == 1u);
    BOOST_TEST(capture::read_dns(golden("dns-answer-dnsmasq-nxdomain"))->rcode == 3);
}

// RFC 5952 4 and 5.
BOOST_AUTO_TEST_CASE(writes_addresses_as_everybody_does) {
    const auto v6 = [](std::initializer_list<unsigned> groups) {
        path::Address out{};
        std::size_t at = 0;
        for (const auto group : groups) {
            out[at++] = static_cast<std::uint8_t>(group >> 8);
            out[at++] = static_cast<std::uint8_t>(group);
        }
        return out;
    };
    BOOST_TEST(capture::to_text(path::ipv4(198, 18, 0, 1)) == "198.18.0.1");
    BOOST_TEST(capture::to_text(v6({0x2001, 0xdb8, 0, 0, 1, 0, 0, 1})) == "2001:db8::1:0:0:1");
    BOOST_TEST(capture::to_text(v6({0, 0, 0, 0, 0, 0, 0, 1})) == "::1");
    BOOST_TEST(capture::to_text(v6({0x2001, 0xdb8, 0, 1, 1, 1, 1, 1})) == "2001:db8:0:1:1:1:1:1");
    BOOST_TEST(capture::to_text(v6({1, 0, 0, 0, 0, 0, 0, 0})) == "1::");
    BOOST_TEST(capture::to_text(path::Endpoint{v6({0, 0, 0, 0, 0, 0, 0, 1}), 3389}) == "[::1]:3389");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::test
