#include "sim/path/tcp.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/sim/path/cable.h"

BOOST_AUTO_TEST_SUITE(path_tcp)

namespace bdata = boost::unit_test::data;
using namespace badrdp;
using namespace badrdp::path;
using namespace badrdp::test;
using Trouble = Tcp::Trouble;

namespace {

wire::Bytes some_bytes(std::size_t size) {
    Rng chance(size, 7);
    wire::Bytes bytes(size);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(chance.number());
    return bytes;
}

std::vector<Time> times_of(const Cable& cable, std::uint8_t flag) {
    std::vector<Time> times;
    for (const auto& sent : cable.sent)
        if (sent.segment.has(flag)) times.push_back(sent.at);
    return times;
}

// An ICMP "destination unreachable" about this frame, from a router [RFC 792].
wire::Bytes unreachable(wire::BytesView about, std::uint8_t code, std::uint16_t mtu = 0) {
    wire::Bytes icmp{
        3, code, 0, 0, 0, 0, static_cast<std::uint8_t>(mtu >> 8), static_cast<std::uint8_t>(mtu)};
    const auto quote = about.subspan(kEthernet, 20 + 8);
    icmp.insert(icmp.end(), quote.begin(), quote.end());
    set_u16(icmp, 2, checksum({icmp}));
    const auto ip = **read_ip(about);
    return ip_frame(ipv4(198, 18, 0, 254), ip.source, ip_protocol::icmp, icmp);
}

std::size_t packet_size(const Cable::Sent& sent) { return sent.frame.size() - kEthernet; }

const auto kLost = std::vector<Time>{};

}  // namespace

BOOST_AUTO_TEST_CASE(shakes_hands_with_the_mss_of_its_mtu) {
    Cable cable;
    auto& client = cable.connect();
    cable.play();
    BOOST_TEST(client.established());
    BOOST_REQUIRE(cable.accepted());
    BOOST_TEST(cable.accepted()->established());
    BOOST_REQUIRE_EQUAL(cable.sent.size(), 3u);
    BOOST_TEST(cable.sent[0].segment.flags == tcp_flag::syn);
    BOOST_TEST(cable.sent[1].segment.flags == (tcp_flag::syn | tcp_flag::ack));
    BOOST_TEST(cable.sent[2].segment.flags == tcp_flag::ack);
    BOOST_TEST(cable.sent[0].segment.mss.value() == 1460);  // RFC 9293 3.7.1: 1500 - 20 - 20
    BOOST_TEST(cable.sent[1].segment.mss.value() == 1460);
    BOOST_TEST(cable.sent[2].segment.sequence == cable.sent[0].segment.sequence + 1);
    BOOST_TEST(cable.sent[2].segment.acknowledgement == cable.sent[1].segment.sequence + 1);
}

BOOST_AUTO_TEST_CASE(says_syn_again_as_linux_does) {
    Cable cable;
    auto& client = cable.connect();
    cable.fate = [](const auto&) { return kLost; };
    cable.play();
    const std::vector<Time> expected{seconds(0),  seconds(1),  seconds(3), seconds(7),
                                     seconds(15), seconds(31), seconds(63)};
    BOOST_TEST((times_of(cable, tcp_flag::syn) == expected));
    BOOST_TEST((client.trouble() == Trouble::timed_out));
    BOOST_TEST((cable.now == seconds(127)));
}

BOOST_AUTO_TEST_CASE(is_refused_by_a_closed_port_at_once) {
    Cable cable;
    cable.server.listen(kPort, TcpHost::Door::closed);
    auto& client = cable.connect();
    cable.play();
    BOOST_TEST((client.trouble() == Trouble::refused));
    BOOST_REQUIRE_EQUAL(cable.sent.size(), 2u);
    BOOST_TEST(cable.sent[1].segment.flags == (tcp_flag::rst | tcp_flag::ack));
    BOOST_TEST(cable.sent[1].segment.sequence == 0u);
    BOOST_TEST(cable.sent[1].segment.acknowledgement == cable.sent[0].segment.sequence + 1);
}

BOOST_AUTO_TEST_CASE(meets_silence_when_the_queue_is_full) {
    Cable cable;
    cable.server.listen(kPort, TcpHost::Door::full);
    auto& client = cable.connect();
    cable.play();
    BOOST_TEST((client.trouble() == Trouble::timed_out));
    BOOST_TEST(times_of(cable, tcp_flag::syn).size() == 7u);
}

BOOST_AUTO_TEST_CASE(gives_up_when_a_router_says_no_while_it_connects) {
    const std::vector<std::pair<std::uint8_t, Trouble>> words{{0, Trouble::unreachable},
                                                              {1, Trouble::unreachable},
                                                              {13, Trouble::unreachable},
                                                              {3, Trouble::refused}};
    for (const auto& [code, trouble] : words) {
        Cable cable;
        auto& client = cable.connect();
        cable.fate = [&, type_code = code](const Cable::Sent& sent) {
            cable.inject(unreachable(sent.frame, type_code), false, sent.at + milliseconds(5));
            return kLost;
        };
        cable.play();
        BOOST_TEST((client.trouble() == trouble));
        BOOST_TEST((cable.now == milliseconds(5)));
    }
}

BOOST_AUTO_TEST_CASE(begins_with_ten_segments_and_doubles) {
    Cable cable(milliseconds(100));
    auto& client = cable.connect();
    cable.play();
    const auto before = cable.now;
    client.write(some_bytes(60'000), cable.now);
    cable.play();
    std::map<Time, std::size_t> segments;
    for (const auto& sent : cable.sent)
        if (sent.to_server && !sent.segment.payload.empty()) ++segments[sent.at - before];
    BOOST_TEST(segments[seconds(0)] == 10u);  // RFC 6928
    BOOST_TEST(segments[milliseconds(200)] == 20u);
    BOOST_TEST(cable.accepted()->take_bytes() == some_bytes(60'000));
}

BOOST_AUTO_TEST_CASE(waits_twice_as_long_each_time_and_gives_up_after_fifteen) {
    Cable cable(Time{0});
    auto& client = cable.connect();
    cable.play();
    const auto before = cable.sent.size();
    const auto start = cable.now;
    cable.fate = [](const auto&) { return kLost; };
    client.write(some_bytes(100), cable.now);
    cable.play();
    BOOST_TEST((client.trouble() == Trouble::timed_out));
    BOOST_TEST(cable.sent.size() - before == 16u);
    // 200 ms, doubled up to two minutes: Linux says 924.6 s for tcp_retries2 = 15.
    BOOST_TEST((cable.now - start == milliseconds(924'600)));
}

BOOST_AUTO_TEST_CASE(repairs_one_loss_from_three_duplicates) {
    Cable cable(milliseconds(50));
    auto& client = cable.connect();
    cable.play();
    unsigned data = 0;
    cable.fate = [&](const Cable::Sent& sent) {
        const bool lost = sent.to_server && !sent.segment.payload.empty() && ++data == 2;
        return lost ? kLost : std::vector{sent.at + milliseconds(50)};
    };
    const auto start = cable.now;
    client.write(some_bytes(14'600), cable.now);
    cable.play();
    BOOST_TEST(cable.accepted()->take_bytes() == some_bytes(14'600));
    BOOST_TEST(data == 11u);
    BOOST_TEST((cable.now - start == milliseconds(200)));  // two round trips, and no time-out
}

BOOST_AUTO_TEST_CASE(learns_from_a_router_how_much_passes) {
    Cable cable;
    auto& client = cable.connect();
    cable.fate = [&](const Cable::Sent& sent) {
        if (packet_size(sent) <= 1000) return std::vector{sent.at + milliseconds(10)};
        cable.inject(unreachable(sent.frame, 4, 1000), !sent.to_server, sent.at + milliseconds(2));
        return kLost;
    };
    cable.play();
    const auto start = cable.now;
    client.write(some_bytes(5000), cable.now);
    cable.play(seconds(2000), [&] { return cable.accepted()->unacked() == 0 && client.unacked() == 0; });
    BOOST_TEST(cable.accepted()->take_bytes() == some_bytes(5000));
    BOOST_TEST(client.mss() == 960u);
    BOOST_TEST((cable.now - start == milliseconds(22)));
}

BOOST_AUTO_TEST_CASE(dies_in_a_black_hole) {
    Cable cable;
    auto& client = cable.connect();
    cable.fate = [&](const Cable::Sent& sent) {
        return packet_size(sent) <= 1000 ? std::vector{sent.at + milliseconds(10)} : kLost;
    };
    cable.play();
    client.write(some_bytes(999), cable.now);
    cable.play();
    BOOST_TEST((client.trouble() == Trouble::timed_out));
    BOOST_TEST(cable.accepted()->take_bytes().empty());
}

BOOST_AUTO_TEST_CASE(believes_no_router_that_lies) {
    Cable cable;
    auto& client = cable.connect();
    cable.play();
    const auto syn = cable.sent[0].frame;
    cable.inject(unreachable(syn, 4, 1500), false, cable.now);
    cable.inject(unreachable(syn, 4, 9000), false, cable.now);
    auto damaged = unreachable(syn, 4, 600);
    damaged[kEthernet + 20 + 7] ^= 1;
    cable.inject(damaged, false, cable.now);
    cable.inject(unreachable(syn, 1), false, cable.now);  // a passing trouble, now that it is up
    cable.play();
    BOOST_TEST(client.mss() == 1460u);
    BOOST_TEST((client.trouble() == Trouble::none));
}

BOOST_AUTO_TEST_CASE(closes_in_both_directions) {
    Cable cable;
    auto& client = cable.connect();
    cable.play();
    client.write(some_bytes(10), cable.now);
    client.shut(cable.now);
    cable.play();
    BOOST_TEST(cable.accepted()->peer_closed());
    BOOST_TEST(!client.peer_closed());
    cable.accepted()->write(some_bytes(3000), cable.now);  // half closed: the other half still speaks
    cable.accepted()->close(cable.now);
    cable.play();
    BOOST_TEST(client.take_bytes() == some_bytes(3000));
    BOOST_TEST(client.peer_closed());
    BOOST_TEST(client.over());
    BOOST_TEST(cable.accepted()->over());
    BOOST_TEST(times_of(cable, tcp_flag::rst).empty());
}

BOOST_AUTO_TEST_CASE(answers_rst_to_what_nobody_reads) {
    Cable cable;
    auto& client = cable.connect();
    cable.play();
    cable.accepted()->close(cable.now);
    client.write(some_bytes(10), cable.now);
    cable.play();
    BOOST_TEST((client.trouble() == Trouble::reset));
}

BOOST_AUTO_TEST_CASE(believes_only_the_rst_that_fits_exactly) {
    for (const std::uint32_t off : {0u, 1u, 1000u, 0x80000000u}) {
        Cable cable;
        auto& client = cable.connect();
        cable.play();
        const auto before = cable.sent.size();
        const auto last = cable.sent[1].segment;  // the server's SYN-ACK
        cable.inject(to_frame({.source = last.source,
                               .destination = last.destination,
                               .sequence = last.sequence + 1 + off,
                               .flags = tcp_flag::rst,
                               .payload = {}}),
                     false, cable.now);
        cable.play();
        BOOST_TEST((client.trouble() == (off == 0 ? Trouble::reset : Trouble::none)));
        const bool in_window = off > 0 && off < 65535;
        BOOST_TEST(cable.sent.size() - before == (in_window ? 1u : 0u));  // RFC 5961 3.2: a challenge ACK
    }
}

BOOST_AUTO_TEST_CASE(says_rst_when_it_aborts) {
    Cable cable;
    auto& client = cable.connect();
    cable.play();
    client.write(some_bytes(10), cable.now);
    client.abort(cable.now);
    cable.play();
    BOOST_TEST((cable.accepted()->trouble() == Trouble::reset));
}

BOOST_AUTO_TEST_CASE(drops_what_was_damaged) {
    Cable cable;
    auto& client = cable.connect();
    cable.play();
    bool first = true;
    cable.fate = [&](const Cable::Sent& sent) {
        if (sent.to_server && !sent.segment.payload.empty() && std::exchange(first, false)) {
            auto damaged = sent.frame;
            damaged.back() ^= 0x10;
            cable.inject(damaged, true, sent.at + milliseconds(10));
            return kLost;
        }
        return std::vector{sent.at + milliseconds(10)};
    };
    client.write(some_bytes(100), cable.now);
    cable.play();
    BOOST_TEST(cable.accepted()->take_bytes() == some_bytes(100));
}

BOOST_AUTO_TEST_CASE(speaks_ipv6_with_its_longer_header) {
    const Address client{0x20, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2};
    const Address server{0x20, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    Tcp tcp({client, 40000}, {server, kPort}, {}, Time{0});
    const auto frames = tcp.take_frames();
    BOOST_REQUIRE_EQUAL(frames.size(), 1u);
    BOOST_TEST((**read_frame(frames[0])).mss.value() == 1440);
}

// Whatever is lost, doubled, held back or damaged: what arrives is what was sent, once and in order.
BOOST_DATA_TEST_CASE(delivers_every_byte_once_and_in_order, bdata::xrange(60), seed) {
    Rng chance(static_cast<std::uint64_t>(seed), 3);
    const double loss = chance.part() * 0.3;
    const double twice = chance.part() * 0.2;
    const double late = chance.part() * 0.3;
    const double damaged = chance.part() * 0.1;
    Cable cable(milliseconds(10), {}, static_cast<std::uint64_t>(seed));
    cable.fate = [&](const Cable::Sent& sent) {
        std::vector<Time> times;
        if (chance.happens(damaged)) {
            auto frame = sent.frame;
            frame[kEthernet + 20 + chance.below(frame.size() - kEthernet - 20)] ^= 4;
            cable.inject(frame, sent.to_server, sent.at + milliseconds(10));
            return times;
        }
        for (int copies = chance.happens(twice) ? 2 : 1; copies > 0; --copies)
            if (!chance.happens(loss))
                times.push_back(sent.at + milliseconds(chance.happens(late) ? 10 + chance.below(80) : 10));
        return times;
    };
    auto& client = cable.connect();
    const auto up = some_bytes(30'000 + static_cast<std::size_t>(chance.below(50'000)));
    const auto down = some_bytes(1 + static_cast<std::size_t>(chance.below(90'000)));
    cable.play(seconds(500), [&] { return cable.accepted() && cable.accepted()->established(); });
    if (!cable.accepted() || !cable.accepted()->established()) return;  // every SYN was lost, or its answer
    client.write(up, cable.now);
    client.shut(cable.now);
    cable.accepted()->write(down, cable.now);
    cable.accepted()->shut(cable.now);
    cable.play(seconds(20'000));
    const auto arrived_up = cable.accepted()->take_bytes();
    const auto arrived_down = client.take_bytes();
    BOOST_TEST(std::ranges::equal(arrived_up, wire::BytesView(up).first(arrived_up.size())));
    BOOST_TEST(std::ranges::equal(arrived_down, wire::BytesView(down).first(arrived_down.size())));
    BOOST_TEST(client.established());
    BOOST_TEST((client.trouble() != Trouble::none || arrived_up == up));
    BOOST_TEST((cable.accepted()->trouble() != Trouble::none || arrived_down == down));
    // Fifteen time-outs in a row are not to be expected of a path that loses a third.
    BOOST_TEST((client.trouble() == Trouble::none));
    BOOST_TEST(client.over());
    BOOST_TEST(cable.accepted()->over());
}

BOOST_AUTO_TEST_SUITE_END()
