#include "capture/survey/gathered.h"

#include <boost/test/unit_test.hpp>

#include "tests/capture/survey/surveys.h"
#include "tests/golden.h"

namespace badrdp::test {
namespace {

BOOST_AUTO_TEST_SUITE(capture_gathered)

using wire::Role;

constexpr std::uint16_t kFirstPort = 10'000;

// What a surveyor hands on, and after how many packets.
struct HandedOn {
    std::vector<capture::Talk> talks;
    std::vector<std::uint64_t> after;
    capture::Survey survey;
};

HandedOn handed_on(const std::vector<capture::Packet>& packets) {
    HandedOn out;
    std::uint64_t number = 0;
    capture::Surveyor surveyor({}, nullptr, [&](capture::Talk&& talk, const capture::Survey&) {
        out.talks.push_back(std::move(talk));
        out.after.push_back(number);
    });
    for (const auto& packet : packets)
        surveyor.take(
            {.number = ++number, .at = packet.at, .wire_length = packet.wire_length, .bytes = packet.bytes});
    out.survey = surveyor.finish();
    return out;
}

// Refused negotiations, one behind the other, a second apart.
std::vector<capture::Packet> refusals(std::size_t count) {
    std::vector<capture::Packet> out;
    for (std::size_t i = 0; i < count; ++i) {
        Talk talk;
        talk.client.port = static_cast<std::uint16_t>(kFirstPort + i);
        talk.open();
        talk.say(Role::client, golden("request-xfreerdp-default"));
        talk.rst(Role::server);
        for (auto& packet : talk.packets) {
            packet.at += std::chrono::seconds(i);
            out.push_back(std::move(packet));
        }
    }
    return out;
}

bool is_in_order(const std::vector<capture::Talk>& talks) {
    return std::ranges::is_sorted(talks, {}, capture::first_frame);
}

BOOST_AUTO_TEST_CASE(hands_on_a_small_capture_at_its_end_in_the_order_of_first_frames) {
    auto packets = refusals(8);
    Talk long_one;
    long_one.open();
    long_one.packets[0].at = packets.front().at - std::chrono::seconds(1);
    packets.insert(packets.begin(), long_one.packets[0]);  // goes on until the end
    const auto out = handed_on(packets);
    BOOST_REQUIRE_EQUAL(out.talks.size(), 9u);
    BOOST_TEST(is_in_order(out.talks));
    BOOST_TEST(out.after.front() == packets.size());
    BOOST_TEST(out.survey.conversations == 9u);
    BOOST_TEST(out.survey.talks.empty());
}

BOOST_AUTO_TEST_CASE(hands_on_a_large_capture_as_its_conversations_end) {
    constexpr std::size_t kMany = 2000;
    const auto out = handed_on(refusals(kMany));
    BOOST_REQUIRE_EQUAL(out.talks.size(), kMany);
    BOOST_TEST(is_in_order(out.talks));
    BOOST_TEST(out.after.front() < out.after.back() / 2);
    BOOST_TEST(out.survey.conversations == kMany);
    for (const auto& talk : out.talks) BOOST_TEST(!talk.let_go);
}

BOOST_AUTO_TEST_CASE(lets_the_idle_go_where_there_is_no_room_and_says_so) {
    constexpr std::size_t kMany = 40'000;  // at once, and none of them ends
    std::vector<capture::Packet> packets;
    for (std::size_t i = 0; i < kMany; ++i) {
        Talk talk;
        talk.client.port = static_cast<std::uint16_t>(kFirstPort + i);
        talk.open();
        talk.packets[0].at += std::chrono::milliseconds(i);
        packets.push_back(std::move(talk.packets[0]));
    }
    const auto out = handed_on(packets);
    BOOST_TEST(out.talks.size() == kMany);
    const auto early = std::ranges::count_if(out.talks, [](const auto& talk) { return bool(talk.let_go); });
    BOOST_TEST(early > 0);
    BOOST_TEST(static_cast<std::size_t>(early) < kMany);
    BOOST_TEST(bool(out.talks.front().let_go));
    BOOST_TEST(!out.talks.back().let_go);
    BOOST_TEST(capture::first_frame(out.talks.front()) == 1u);
}

BOOST_AUTO_TEST_CASE(takes_late_packets_of_what_is_over_for_no_new_conversation) {
    auto packets = refusals(1500);
    Talk late;
    late.client.port = kFirstPort;  // of the first, which was handed on long ago
    late.open();
    late.say(Role::client, golden("request-xfreerdp-default"));
    late.say(Role::client, bytes_of("late"));
    late.packets.back().at = packets.back().at;
    packets.push_back(late.packets.back());
    BOOST_TEST(handed_on(packets).talks.size() == 1500u);
}

BOOST_AUTO_TEST_CASE(knows_who_answers_the_same_client_elsewhere) {
    capture::AnsweredBook book;
    capture::Talk talk;
    talk.client.at = {path::ipv4(198, 18, 0, 2), 40000};
    talk.server.at = {path::ipv4(198, 18, 0, 1), 3389};
    talk.client.first = {{}, 1};
    const path::Endpoint dead{path::ipv4(198, 18, 0, 9), 3389};
    book.take(talk);
    BOOST_TEST(!book.other_host(talk.client.at, dead));  // it has not answered yet

    talk.server.syn = {{}, 2};
    book.take(talk);
    BOOST_REQUIRE(book.other_host(talk.client.at, dead));
    BOOST_TEST(book.other_host(talk.client.at, dead)->when.frame == 2u);
    BOOST_TEST(!book.other_host(talk.client.at, talk.server.at));
    BOOST_TEST(!book.other_host(talk.client.at, {dead.address, 3390}));
    BOOST_TEST(!book.other_host({path::ipv4(198, 18, 0, 3), 40000}, dead));

    path::Address ipv6{};
    ipv6[0] = 0x20, ipv6[1] = 1, ipv6[15] = 2;
    BOOST_TEST(
        bool(book.other_host({ipv6, 40001}, {ipv6, 3389})));  // a client has addresses of both families
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::test
