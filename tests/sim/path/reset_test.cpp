// Forged RSTs carry the one number that their receiver accepts [RFC 5961 3.2], whatever was lost or is late.
#include <boost/test/unit_test.hpp>

#include "capture/pcapng.h"
#include "sim/path/flows.h"
#include "tests/capture/tshark.h"
#include "tests/sim/path/frames.h"

BOOST_AUTO_TEST_SUITE(path_reset)

using namespace badrdp;
using namespace badrdp::path;
using namespace std::chrono_literals;
using boost::unit_test::precondition;
using test::Role;
using wire::Bytes;
using wire::Step;

namespace {

constexpr std::uint8_t kAck = tcp_flag::ack;
constexpr std::uint8_t kPshAck = tcp_flag::psh | tcp_flag::ack;
const Bytes kFour = test::bytes_in("four");

struct Talk {
    explicit Talk(std::vector<Impairment> of) : list(std::move(of)), path(list, 1) {}

    Fate syn() {
        return path.pass(Role::client, test::tcp(Role::client, tcp_flag::syn, 999, 0, {}, ends), now);
    }
    Fate syn_ack() {
        return path.pass(Role::server, test::tcp(Role::server, tcp_flag::syn | kAck, 4999, 1000, {}, ends),
                         now);
    }
    void open() {
        syn();
        syn_ack();
        say(Role::client, 1000, 5000, {});
    }
    Fate say(Role from, std::uint32_t sequence, std::uint32_t acknowledgement, const Bytes& payload) {
        return path.pass(
            from, test::tcp(from, payload.empty() ? kAck : kPshAck, sequence, acknowledgement, payload, ends),
            now);
    }

    std::vector<Impairment> list;
    Path path;
    test::Ends ends;
    Time now{1s};
};

Impairment reset(Step after, Toward toward = Toward::both, Bytes bytes = {}) {
    return {.deed = Reset{toward, std::move(bytes)}, .after = after};
}

const Delivery& to(Role role, const Fate& fate) {
    for (const auto& delivery : fate.deliveries)
        if (delivery.to == role && delivery.comment.starts_with("forged: RST")) return delivery;
    throw std::runtime_error("no RST");
}

Segment rst_to(Role role, const Fate& fate) { return test::segment_in(to(role, fate).frame); }

}  // namespace

BOOST_AUTO_TEST_CASE(both_ends_get_the_number_they_expect) {
    for (const auto& ends : {test::Ends{}, test::v6_ends()}) {
        Talk talk({reset(Step::client_hello)});
        talk.ends = ends;
        talk.open();
        BOOST_TEST(talk.say(Role::client, 1000, 5000, kFour).untouched);
        BOOST_TEST(talk.say(Role::server, 5000, 1004, Bytes(100)).untouched);
        const auto fate = talk.path.reached(Step::client_hello, talk.now);
        BOOST_TEST(!fate.untouched);
        BOOST_REQUIRE_EQUAL(fate.deliveries.size(), 2u);
        const auto client = rst_to(Role::client, fate), server = rst_to(Role::server, fate);
        BOOST_TEST((client.source == ends.server && client.destination == ends.client));
        BOOST_TEST((server.source == ends.client && server.destination == ends.server));
        BOOST_TEST(client.sequence == 5100u);
        BOOST_TEST(server.sequence == 1004u);
        BOOST_TEST(client.acknowledgement == 1004u);
        BOOST_TEST(server.acknowledgement == 5100u);
        BOOST_TEST(client.flags == (tcp_flag::rst | kAck));
        BOOST_TEST(
            std::ranges::equal(wire::BytesView(to(Role::client, fate).frame).first(kMacs), test::kToClient));
        BOOST_TEST(
            std::ranges::equal(wire::BytesView(to(Role::server, fate).frame).first(kMacs), test::kToServer));
        BOOST_TEST(talk.path.reached(Step::client_hello, talk.now).deliveries.empty());  // once
        BOOST_TEST(talk.path.bites()[0] == 1u);
    }
}

BOOST_AUTO_TEST_CASE(tshark_finds_no_fault_with_a_rst, *precondition(test::has_tshark)) {
    Talk talk({reset(Step::client_hello)});
    talk.open();
    const test::Folder folder;
    std::vector<capture::Packet> packets;
    for (const auto& delivery : talk.path.reached(Step::client_hello, talk.now).deliveries) {
        capture::Packet packet;
        packet.at = delivery.at;
        packet.bytes = delivery.frame;
        packets.push_back(packet);
    }
    capture::write_pcapng(folder / "f.pcapng", {}, std::vector<capture::Interface>(1), packets, {});
    const auto rows =
        test::tshark(folder / "f.pcapng", "-o tcp.check_checksum:TRUE -o ip.check_checksum:TRUE",
                     {"tcp.checksum.status", "ip.checksum.status", "tcp.flags", "tcp.seq_raw"});
    const std::vector<std::vector<std::string>> expected{{"1", "1", "0x0014", "5000"},
                                                         {"1", "1", "0x0014", "1000"}};
    BOOST_TEST((rows == expected));
}

BOOST_AUTO_TEST_CASE(a_rst_goes_to_the_end_that_is_meant) {
    for (const auto toward : {Toward::client, Toward::server}) {
        Talk talk({reset(Step::client_hello, toward)});
        talk.open();
        const auto fate = talk.path.reached(Step::client_hello, talk.now);
        BOOST_REQUIRE_EQUAL(fate.deliveries.size(), 1u);
        BOOST_TEST((fate.deliveries[0].to == (toward == Toward::client ? Role::client : Role::server)));
    }
}

BOOST_AUTO_TEST_CASE(a_lost_segment_is_not_expected_behind) {
    Talk talk({{.deed = Drop{Traffic::data}, .direction = Direction::to_server, .lasts = 1s},
               reset(Step::client_hello)});
    talk.open();
    BOOST_TEST(!talk.say(Role::client, 1000, 5000, kFour).untouched);
    talk.now = 3s;
    BOOST_TEST(talk.say(Role::client, 1004, 5000, kFour).untouched);  // ahead of the gap
    BOOST_TEST(rst_to(Role::server, talk.path.reached(Step::client_hello, talk.now)).sequence == 1000u);
}

BOOST_AUTO_TEST_CASE(a_gap_that_is_filled_counts_what_was_ahead) {
    Talk talk({{.deed = Drop{Traffic::data}, .direction = Direction::to_server, .lasts = 1s},
               reset(Step::client_hello)});
    talk.open();
    talk.say(Role::client, 1000, 5000, kFour);
    talk.now = 3s;
    talk.say(Role::client, 1008, 5000, kFour);
    talk.say(Role::client, 1004, 5000, kFour);
    talk.say(Role::client, 1000, 5000, kFour);
    BOOST_TEST(rst_to(Role::server, talk.path.reached(Step::client_hello, talk.now)).sequence == 1012u);
}

BOOST_AUTO_TEST_CASE(a_corrupt_segment_was_not_delivered) {
    Talk talk({{.deed = Corrupt{1}, .after = Step::x224_request}, reset(Step::client_hello)});
    talk.open();
    talk.path.reached(Step::x224_request, talk.now);
    talk.say(Role::client, 1000, 5000, kFour);
    BOOST_TEST(rst_to(Role::server, talk.path.reached(Step::client_hello, talk.now)).sequence == 1000u);
}

BOOST_AUTO_TEST_CASE(a_rst_comes_behind_what_is_on_its_way) {
    Talk talk({{.deed = Delay{.by = 100ms}}, reset(Step::client_hello)});
    talk.open();
    talk.now = 2s;
    talk.say(Role::client, 1000, 5000, kFour);
    const auto fate = talk.path.reached(Step::client_hello, 2010ms);
    BOOST_TEST((to(Role::server, fate).at == 2100ms));
    BOOST_TEST(rst_to(Role::server, fate).sequence == 1004u);
    BOOST_TEST((to(Role::client, fate).at == 2010ms));
    BOOST_TEST(rst_to(Role::client, fate).sequence == 5000u);
    talk.now = 2011ms;
    BOOST_TEST((talk.say(Role::client, 1004, 5000, kFour).deliveries.at(0).at == 2111ms));
}

BOOST_AUTO_TEST_CASE(what_is_held_back_for_longer_is_not_waited_for) {
    Talk talk(
        {{.deed = Reorder{.share = 1, .by = 1s}, .after = Step::x224_request}, reset(Step::client_hello)});
    talk.open();
    talk.path.reached(Step::x224_request, talk.now);
    talk.say(Role::client, 1000, 5000, kFour);
    const auto fate = talk.path.reached(Step::client_hello, talk.now);
    BOOST_TEST((to(Role::server, fate).at == talk.now));
    BOOST_TEST(rst_to(Role::server, fate).sequence == 1000u);
}

BOOST_AUTO_TEST_CASE(bytes_in_one_segment_bring_the_rst_behind_it) {
    Talk talk({reset(Step::none, Toward::both, test::bytes_in("cookie"))});
    talk.open();
    BOOST_TEST(talk.say(Role::client, 1000, 5000, kFour).untouched);
    const auto fate = talk.say(Role::client, 1004, 5000, test::bytes_in("a cookie: mstshash"));
    BOOST_REQUIRE_EQUAL(fate.deliveries.size(), 3u);
    BOOST_TEST((fate.deliveries[0].to == Role::server));
    BOOST_TEST(fate.deliveries[0].comment == "");
    BOOST_TEST(fate.comment == "a forged RST follows");
    BOOST_TEST(rst_to(Role::server, fate).sequence == 1022u);
    BOOST_TEST(rst_to(Role::client, fate).acknowledgement == 1022u);
    BOOST_TEST(rst_to(Role::client, fate).sequence == 5000u);
    BOOST_TEST(talk.say(Role::client, 1022, 5000, test::bytes_in("cookie")).untouched);  // once
    talk.ends.client.port = 40001;
    BOOST_TEST(!talk.say(Role::client, 1, 1, test::bytes_in("cookie")).untouched);  // another connection
}

BOOST_AUTO_TEST_CASE(sequence_numbers_go_round) {
    Talk talk({reset(Step::client_hello)});
    talk.path.pass(Role::client, test::tcp(Role::client, tcp_flag::syn, 0xfffffffd), talk.now);
    talk.say(Role::client, 0xfffffffe, 1, kFour);
    BOOST_TEST(rst_to(Role::server, talk.path.reached(Step::client_hello, talk.now)).sequence == 2u);
}

// It has heard nothing, and looks at the acknowledgement instead [RFC 9293 3.10.7.3].
BOOST_AUTO_TEST_CASE(a_client_that_waits_for_its_syn_to_be_answered_is_reset_by_acknowledgement) {
    Talk talk({reset(Step::tcp_connect)});
    talk.syn();
    const auto fate = talk.path.reached(Step::tcp_connect, talk.now);
    const auto client = rst_to(Role::client, fate), server = rst_to(Role::server, fate);
    BOOST_TEST(client.flags == (tcp_flag::rst | kAck));
    BOOST_TEST(client.sequence == 0u);
    BOOST_TEST(client.acknowledgement == 1000u);
    BOOST_TEST(server.flags == tcp_flag::rst);
    BOOST_TEST(server.sequence == 1000u);
}

BOOST_AUTO_TEST_CASE(without_step_and_bytes_the_first_segment_brings_it) {
    Talk talk({reset(Step::none)});
    const auto fate = talk.syn();
    BOOST_TEST(fate.deliveries.size() == 3u);
    BOOST_TEST(rst_to(Role::client, fate).acknowledgement == 1000u);
    BOOST_TEST(talk.syn().untouched);
    talk.ends.client.port = 40001;
    BOOST_TEST(talk.syn().deliveries.size() == 3u);
}

BOOST_AUTO_TEST_CASE(only_live_connections_on_the_port_are_reset) {
    auto on_port = reset(Step::client_hello, Toward::client);
    on_port.port = 3389;
    Talk talk({on_port});
    talk.open();  // stays
    talk.ends.client.port = 40001;
    talk.open();
    talk.path.pass(Role::server, test::tcp(Role::server, tcp_flag::rst, 5000, 0, {}, talk.ends), talk.now);
    talk.ends.client.port = 40002;
    talk.open();
    for (const auto role : {Role::client, Role::server})
        talk.path.pass(role, test::tcp(role, tcp_flag::fin | kAck, 1, 1, {}, talk.ends), talk.now);
    talk.ends.server.port = 80;
    talk.open();
    const auto fate = talk.path.reached(Step::client_hello, talk.now);
    BOOST_REQUIRE_EQUAL(fate.deliveries.size(), 1u);
    BOOST_TEST(test::segment_in(fate.deliveries[0].frame).destination.port == 40000);
}

BOOST_AUTO_TEST_CASE(a_connection_that_ends_with_the_bytes_is_left_alone) {
    Talk talk({reset(Step::none, Toward::both, kFour)});
    talk.open();
    talk.path.pass(Role::server, test::tcp(Role::server, tcp_flag::fin | kAck, 5000, 1000), talk.now);
    const auto last = test::tcp(Role::client, tcp_flag::fin | kPshAck, 1000, 5001, kFour);
    BOOST_TEST(talk.path.pass(Role::client, last, talk.now).untouched);
    BOOST_TEST(talk.path.bites()[0] == 0u);
}

BOOST_AUTO_TEST_CASE(ports_used_again_are_another_connection) {
    Talk talk({reset(Step::client_hello, Toward::client)});
    talk.open();
    BOOST_TEST(talk.path.reached(Step::client_hello, 1s).deliveries.size() == 1u);
    talk.path.pass(Role::client, test::tcp(Role::client, tcp_flag::syn, 70'000), 2s);
    talk.path.pass(Role::server, test::tcp(Role::server, tcp_flag::syn | kAck, 90'000, 70'001), 2s);
    BOOST_TEST(rst_to(Role::client, talk.path.reached(Step::client_hello, 2s)).sequence == 90'001u);
}

BOOST_AUTO_TEST_CASE(a_flood_of_connections_keeps_no_more_than_its_limit) {
    Flows flows(1);
    Segment syn{.flags = tcp_flag::syn};
    const Bytes frame(60);
    for (std::uint32_t i = 0; i < Flows::kMost + 100; ++i) {
        syn.source = {ipv4(10, 0, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)), 1};
        flows.sent(Role::client, syn, frame, Time(i));
    }
    std::size_t kept = 0;
    Time oldest = Time::max();
    flows.each([&](const Flow& flow) {
        ++kept;
        oldest = std::min(oldest, flow.seen);
    });
    BOOST_TEST(kept == Flows::kMost);
    BOOST_TEST((oldest == Time(100)));
}

BOOST_AUTO_TEST_SUITE_END()
