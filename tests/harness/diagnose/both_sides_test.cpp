// Two sides of one conversation, made by hand: what both saw, each on its own clock.
#include <boost/test/unit_test.hpp>

#include "harness/diagnose/both_sides.h"
#include "tests/capture/events.h"
#include "tests/capture/survey/surveys.h"

namespace badrdp::test {
namespace {

BOOST_AUTO_TEST_SUITE(diagnose_sides)

using harness::diagnosis::BothSides;
using harness::diagnosis::Certainty;
using harness::diagnosis::Diagnosis;
using harness::diagnosis::SegmentBook;
using std::chrono::milliseconds;
using std::chrono::seconds;
using wire::Role;

struct File {
    capture::Survey survey;
    std::vector<Diagnosis> talks;
    SegmentBook segments;
};

File file_of(const std::vector<capture::Packet>& packets) {
    File out;
    out.survey = survey_of({packets});
    std::uint64_t number = 0;
    for (const auto& packet : packets)
        out.segments.take({.number = ++number,
                           .at = packet.at,
                           .wire_length = packet.wire_length,
                           .interface = packet.interface,
                           .bytes = packet.bytes});
    for (const auto& talk : out.survey.talks)
        out.talks.push_back(harness::diagnosis::diagnose(talk, out.survey));
    return out;
}

std::vector<BothSides> met(const File& one, const File& other) {
    return harness::diagnosis::both_sides(
        {{&one.survey, &one.talks, &one.segments}, {&other.survey, &other.talks, &other.segments}});
}

constexpr milliseconds kWay{20};  // from side to side
constexpr seconds kAhead{7};      // of the host's clock

// The same conversation twice. What an end says passes its own side, and kWay later the other one.
struct TwoSides {
    Talk client, host;
    milliseconds now{0};

    enum class Fate : std::uint8_t { arrives, lost, forged };

    void put(Role from, std::uint8_t flags, wire::BytesView payload = {}, Fate fate = Fate::arrives) {
        const bool by_client = from == Role::client;
        auto& here = by_client ? client : host;
        auto& there = by_client ? host : client;
        now += milliseconds(50);
        const auto sequence = here.next(from);
        if (fate != Fate::forged) add(here, from, flags, sequence, payload, now);
        if (fate != Fate::lost) add(there, from, flags, sequence, payload, now + kWay);
    }
    // Both ends go on from here.
    void moved(Role from, std::size_t by) {
        for (auto* side : {&client, &host}) side->next(from) += static_cast<std::uint32_t>(by);
    }
    void say(Role from, wire::BytesView payload) {
        put(from, path::tcp_flag::psh | path::tcp_flag::ack, payload);
        moved(from, payload.size());
    }
    void open() {
        put(Role::client, path::tcp_flag::syn);
        moved(Role::client, 1);
        put(Role::server, path::tcp_flag::syn | path::tcp_flag::ack);
        moved(Role::server, 1);
        put(Role::client, path::tcp_flag::ack);
    }
    // An end that goes on capturing, with nothing more of this conversation.
    void wait_on_both(seconds time) {
        wait(client, time);
        wait(host, time);
    }

    static void add(Talk& side, Role from, std::uint8_t flags, std::uint32_t sequence,
                    wire::BytesView payload, milliseconds at) {
        side.put(from, flags, sequence, payload);
        side.packets.back().at = seconds(1'700'000'000) + at;
    }
    File client_file() const { return file_of(client.packets); }
    File host_file() const {
        auto packets = host.packets;
        for (auto& packet : packets) packet.at += kAhead;
        return file_of(packets);
    }
    // The diagnosis of both; the files are named in the wrong order.
    BothSides judged() const {
        const auto one = host_file(), other = client_file();
        const auto both = met(one, other);
        BOOST_REQUIRE_EQUAL(both.size(), 1u);
        BOOST_TEST(both[0].client_file == 1u);
        return both[0];
    }
};

TwoSides helloed() {
    TwoSides out;
    out.open();
    out.say(Role::client, golden("request-xfreerdp-default"));
    out.say(Role::server, golden("confirm-xrdp-ssl"));
    out.say(Role::client, golden("client-hello-xfreerdp"));
    return out;
}

BOOST_AUTO_TEST_CASE(lays_two_clocks_over_each_other) {
    auto two = helloed();
    two.wait_on_both(seconds(20));
    const auto both = two.judged();
    BOOST_REQUIRE(both.meeting.clock);
    BOOST_TEST(both.meeting.clock->least <= 7.0);
    BOOST_TEST(both.meeting.clock->most >= 7.0);
    BOOST_TEST(both.meeting.clock->uncertainty() <= 0.021);  // half of what a round trip takes
    BOOST_TEST(!both.meeting.renamed);
    BOOST_TEST(both.meeting.lost.empty());
    BOOST_TEST(both.meeting.forged.empty());
}

BOOST_AUTO_TEST_CASE(recognises_a_conversation_behind_a_translation_of_addresses) {
    auto two = helloed();
    two.wait_on_both(seconds(20));
    Talk seen;  // the host sees another client
    const auto other = [&](const capture::Packet& packet) {
        auto segment = path::read_frame(packet.bytes).value().value();
        for (auto* end : {&segment.source, &segment.destination})
            if (end->port == 40000) *end = {path::ipv4(198, 18, 9, 9), 61000};
        auto out = packet;
        out.bytes = path::to_frame(segment);
        return out;
    };
    auto packets = two.host.packets;
    for (auto& packet : packets)
        if (packet.wire_length > 16) packet = other(packet);
    const auto one = two.client_file(), there = file_of(packets);
    const auto both = met(one, there);
    BOOST_REQUIRE_EQUAL(both.size(), 1u);
    BOOST_TEST(both[0].meeting.renamed);
    BOOST_TEST(!both[0].meeting.renumbered);
}

BOOST_AUTO_TEST_CASE(is_certain_of_a_path_that_swallows_what_is_long) {
    auto two = helloed();
    const auto flight = golden("server-flight-tls12");
    const wire::BytesView large(flight.data(), 1000);
    for (int i = 0; i < 4; ++i) two.put(Role::server, path::tcp_flag::ack, large, TwoSides::Fate::lost);
    two.moved(Role::server, large.size());
    two.say(Role::server, wire::Bytes(40, 0xee));
    two.wait_on_both(seconds(20));
    const auto both = two.judged();
    BOOST_REQUIRE_EQUAL(both.found.causes.size(), 1u);
    BOOST_TEST(both.found.causes[0].cause == "C10");
    BOOST_TEST((both.found.causes[0].certainty == Certainty::certain));
    BOOST_TEST(both.meeting.lost.at(0).sent == 4u);
    BOOST_TEST(both.meeting.lost[0].arrived == 0u);
}

// Where nothing passes any more, size has nothing to do with it.
BOOST_AUTO_TEST_CASE(calls_a_cut_path_lossy_and_not_narrow) {
    auto two = helloed();
    const wire::Bytes large(1000, 0xee);
    for (int i = 0; i < 4; ++i) two.put(Role::server, path::tcp_flag::ack, large, TwoSides::Fate::lost);
    two.wait_on_both(seconds(20));
    const auto both = two.judged();
    BOOST_REQUIRE_EQUAL(both.found.causes.size(), 1u);
    BOOST_TEST(both.found.causes[0].cause == "C19");
}

BOOST_AUTO_TEST_CASE(tells_a_reset_that_the_host_never_sent) {
    auto two = helloed();
    two.put(Role::server, path::tcp_flag::rst | path::tcp_flag::ack, {}, TwoSides::Fate::forged);
    auto one_end = two;
    one_end.wait_on_both(seconds(20));
    const auto toward_client = one_end.judged();
    BOOST_TEST(toward_client.found.causes.at(0).cause == "C12");
    BOOST_TEST((toward_client.found.causes[0].certainty == Certainty::likely));
    BOOST_TEST(toward_client.found.alike == 2u);  // a tunnel does that too

    two.put(Role::client, path::tcp_flag::rst, {}, TwoSides::Fate::forged);
    two.wait_on_both(seconds(20));
    const auto both = two.judged();
    BOOST_TEST((both.found.causes.at(0).certainty == Certainty::certain));
    BOOST_TEST(both.found.causes[0].cause == "C12");

    auto honest = helloed();
    honest.put(Role::server, path::tcp_flag::rst | path::tcp_flag::ack);
    honest.wait_on_both(seconds(20));
    for (const auto& suspect : honest.judged().found.causes)
        BOOST_TEST((suspect.cause != "C12" && suspect.cause != "C24"), suspect.cause);
}

// A file that ended earlier, or lacks what its own end acknowledges, proves no loss.
BOOST_AUTO_TEST_CASE(holds_a_short_file_against_nobody) {
    auto two = helloed();
    two.say(Role::server, golden("server-flight-tls12"));
    two.client.packets.resize(6);
    wait(two.host, seconds(20));
    const auto one = two.client_file(), other = two.host_file();
    const auto both = met(one, other);
    BOOST_REQUIRE_EQUAL(both.size(), 1u);
    BOOST_TEST(both[0].meeting.lost.empty());
    BOOST_TEST(both[0].meeting.forged.empty());
}

BOOST_AUTO_TEST_CASE(misses_a_syn_on_the_side_of_a_host_that_others_reach) {
    auto two = helloed();
    two.wait_on_both(seconds(60));
    auto packets = two.client.packets;
    Talk knocking;
    knocking.client.port = 40007;
    for (int i = 0; i < 3; ++i) knocking.put(Role::client, path::tcp_flag::syn, 77);
    for (std::size_t i = 0; i < 3; ++i)
        knocking.packets[i].at = seconds(1'700'000'000 + 2 + 4 * static_cast<int>(i));
    packets.insert(packets.end(), knocking.packets.begin(), knocking.packets.end());
    std::ranges::stable_sort(packets, {}, &capture::Packet::at);
    const auto one = file_of(packets), other = two.host_file();
    const auto both = met(one, other);
    BOOST_REQUIRE_EQUAL(both.size(), 2u);
    const auto& missing = both[0].host_talk ? both[1] : both[0];
    BOOST_REQUIRE(!missing.host_talk);
    BOOST_TEST(missing.found.causes.at(0).cause == "C13");
    BOOST_TEST((missing.found.causes[0].certainty == Certainty::certain));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::test
