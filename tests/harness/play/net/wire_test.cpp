#include "harness/play/net/wire.h"

#include <sys/socket.h>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>
#include <functional>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(harness_net_wire)

using namespace badrdp;
using namespace badrdp::harness;
using namespace std::chrono_literals;
using boost::test_tools::per_element;
using path::Impairment;
using wire::Bytes;

namespace {

// An IPv4 packet of a protocol for experiments [RFC 3692 2.1], told from others by its last byte.
Bytes frame(std::uint8_t number, std::size_t size = 60) {
    Bytes all(size);
    const std::uint8_t start[]{2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45};
    std::ranges::copy(start, all.begin());
    const auto ip = size - 14;
    all[16] = static_cast<std::uint8_t>(ip >> 8);
    all[17] = static_cast<std::uint8_t>(ip);
    const std::uint8_t rest[]{64, 253, 0, 0, 198, 18, 0, 2, 198, 18, 0, 1};
    std::ranges::copy(rest, all.begin() + 22);
    all.back() = number;
    return all;
}

Impairment impairment(path::Deed deed, std::string text, wire::Step after = wire::Step::none,
                      path::Direction direction = path::Direction::both) {
    Impairment one;
    one.deed = std::move(deed);
    one.direction = direction;
    one.after = after;
    one.text = std::move(text);
    return one;
}

// A wire between two sockets that keep frames apart, and whose far ends the test holds.
struct Rig {
    explicit Rig(std::vector<Impairment> list = {}, WireLimits limits = {})
        : impairments(std::move(list)), pair{both_ends(), both_ends()}, wire(make_wire(limits)) {}

    static std::array<Fd, 2> both_ends() {
        int ends[2]{-1, -1};
        const int result = ::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends);
        return {Fd(result < 0 ? -1 : ends[0], "socketpair"), Fd(ends[1], "socketpair")};
    }
    Wire make_wire(WireLimits limits) {
        return {loop.get_executor(), std::move(pair[0][1]), std::move(pair[1][1]), path::Path(impairments, 1),
                limits};
    }

    void send(wire::Role from, const Bytes& bytes) {
        BOOST_REQUIRE(::write(mine(from), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    }
    // The last byte of each frame that has come.
    std::vector<int> come_to(wire::Role to) {
        std::vector<int> numbers;
        Bytes bytes(70'000);
        for (ssize_t size; (size = ::read(mine(to), bytes.data(), bytes.size())) > 0;)
            numbers.push_back(bytes[static_cast<std::size_t>(size) - 1]);
        return numbers;
    }
    bool run_until(const std::function<bool()>& done) {
        const auto deadline = std::chrono::steady_clock::now() + 10s;
        while (!done() && std::chrono::steady_clock::now() < deadline) loop.run_one_for(100ms);
        return done();
    }
    void run_until_recorded(std::size_t count) {
        BOOST_TEST(run_until([&] { return wire.packets().size() >= count; }));
    }
    // "0: 7" for a frame that ends with 7 on the client's side, and its comment.
    std::vector<std::string> record() const {
        std::vector<std::string> lines;
        for (const auto& packet : wire.packets())
            lines.push_back(std::to_string(packet.interface) + ": " + std::to_string(packet.bytes.back()) +
                            (packet.comment.empty() ? "" : " " + packet.comment));
        return lines;
    }
    int mine(wire::Role role) const { return pair[static_cast<std::size_t>(role)][0].get(); }

    std::vector<Impairment> impairments;
    boost::asio::io_context loop{1};
    std::array<std::array<Fd, 2>, 2> pair;
    Wire wire;
};

using Lines = std::vector<std::string>;
using Numbers = std::vector<int>;
constexpr auto kClient = wire::Role::client;
constexpr auto kServer = wire::Role::server;

}  // namespace

BOOST_AUTO_TEST_CASE(carries_both_ways_and_records_what_each_end_saw) {
    Rig rig;
    rig.send(kClient, frame(1));
    rig.run_until_recorded(2);
    rig.send(kServer, frame(2));
    rig.send(kServer, frame(3));
    rig.run_until_recorded(6);
    BOOST_TEST(rig.come_to(kServer) == Numbers{1}, per_element());
    BOOST_TEST(rig.come_to(kClient) == (Numbers{2, 3}), per_element());
    BOOST_TEST(rig.record() == (Lines{"0: 1", "1: 1", "1: 2", "0: 2", "1: 3", "0: 3"}), per_element());
    BOOST_TEST(rig.wire.packets()[0].bytes == frame(1), per_element());
    BOOST_TEST(rig.wire.packets()[0].wire_length == 60u);
    for (std::size_t i = 1; i < 6; ++i)
        BOOST_TEST((rig.wire.packets()[i - 1].at <= rig.wire.packets()[i].at));
    BOOST_TEST(rig.wire.losses().broken == "");
}

BOOST_AUTO_TEST_CASE(a_dropped_frame_is_on_its_senders_side_alone) {
    Rig rig({impairment(path::Drop{}, "drop all", wire::Step::none, path::Direction::to_server)});
    rig.send(kClient, frame(1));
    rig.run_until_recorded(1);
    rig.send(kServer, frame(2));
    rig.run_until_recorded(3);
    BOOST_TEST(rig.record() == (Lines{"0: 1 dropped: drop all", "1: 2", "0: 2"}), per_element());
    BOOST_TEST(rig.come_to(kServer).empty());
    BOOST_TEST(rig.wire.path().bites()[0] == 1u);
}

BOOST_AUTO_TEST_CASE(a_frame_that_is_doubled_comes_twice) {
    Rig rig({impairment(path::Duplicate{.share = 1}, "duplicate 1")});
    rig.send(kClient, frame(1));
    rig.run_until_recorded(3);
    BOOST_TEST(rig.come_to(kServer) == (Numbers{1, 1}), per_element());
}

BOOST_AUTO_TEST_CASE(a_delayed_frame_comes_no_earlier_and_its_lateness_is_told) {
    Rig rig({impairment(path::Delay{.by = 30ms}, "delay 30 ms")});
    for (std::uint8_t i = 1; i <= 9; ++i) rig.send(kClient, frame(i));
    rig.run_until_recorded(18);
    BOOST_TEST(rig.come_to(kServer) == (Numbers{1, 2, 3, 4, 5, 6, 7, 8, 9}), per_element());
    const auto& packets = rig.wire.packets();
    BOOST_REQUIRE(packets.size() == 18u);
    // The packets' clock is not the timers' and may be set meanwhile, by a little.
    for (std::size_t i = 0; i < 9; ++i) BOOST_TEST((packets[i + 9].at - packets[i].at >= 29ms));
    BOOST_TEST((rig.wire.losses().latest_timer < 10s));
}

BOOST_AUTO_TEST_CASE(a_loop_that_was_held_up_tells_how_late_a_delayed_frame_was) {
    Rig rig({impairment(path::Delay{.by = 1ms}, "delay 1 ms")});
    rig.send(kClient, frame(1));
    rig.run_until_recorded(1);
    const auto until = std::chrono::steady_clock::now() + 50ms;
    while (std::chrono::steady_clock::now() < until) continue;
    rig.run_until_recorded(2);
    BOOST_TEST((rig.wire.losses().latest_timer >= 48ms));
}

BOOST_AUTO_TEST_CASE(a_step_that_a_packet_brought_acts_on_the_next_frame) {
    Rig rig({impairment(path::Drop{}, "drop all", wire::Step::x224_request)});
    std::vector<std::size_t> told;
    rig.wire.on_packet([&](const capture::Packet& packet, std::size_t index) {
        told.push_back(index);
        if (packet.bytes.back() == 1 && packet.interface == kServerSide)
            rig.wire.reached(wire::Step::x224_request);
    });
    for (std::uint8_t i = 0; i < 3; ++i) rig.send(kClient, frame(i));
    rig.run_until_recorded(5);
    BOOST_TEST(rig.record() == (Lines{"0: 0", "1: 0", "0: 1", "1: 1", "0: 2 dropped: drop all"}),
               per_element());
    BOOST_TEST(told == (std::vector<std::size_t>{0, 1, 2, 3, 4}), per_element());
}

BOOST_AUTO_TEST_CASE(frames_that_the_kernel_does_not_take_yet_keep_their_order) {
    Rig rig;
    constexpr int kFrames = 120;  // of 8 KiB, and a socket takes some 200 KiB
    std::size_t sent = 0;
    rig.run_until([&] {
        for (; sent < kFrames; ++sent) {
            const auto next = frame(static_cast<std::uint8_t>(sent), 8192);
            if (::write(rig.mine(kClient), next.data(), next.size()) < 0) break;
        }
        return sent == kFrames;
    });
    Numbers come;
    BOOST_TEST(rig.run_until([&] {
        const auto more = rig.come_to(kServer);
        come.insert(come.end(), more.begin(), more.end());
        return come.size() == kFrames;
    }));
    for (std::size_t i = 0; i < come.size(); ++i) BOOST_TEST(come[i] == static_cast<int>(i));
    BOOST_TEST(rig.wire.losses().undelivered == 0u);
    BOOST_TEST(rig.wire.packets().size() == 2u * kFrames);
}

BOOST_AUTO_TEST_CASE(a_queue_is_bounded_and_what_finds_no_room_is_counted) {
    Rig rig({}, {.queue = 10 * 8192});
    std::size_t sent = 0;
    BOOST_TEST(rig.run_until([&] {
        for (;; ++sent) {
            const auto next = frame(0, 8192);
            if (::write(rig.mine(kClient), next.data(), next.size()) < 0) break;
        }
        return rig.wire.losses().undelivered > 5;
    }));
    const auto carried = rig.wire.packets().size();
    BOOST_TEST(carried <= 2 * sent - rig.wire.losses().undelivered);
}

BOOST_AUTO_TEST_CASE(past_the_limits_of_the_record_frames_are_carried_and_counted) {
    Rig rig({}, {.record = {.packets = 3, .bytes = 1000}});
    for (std::uint8_t i = 0; i < 4; ++i) rig.send(kClient, frame(i));
    BOOST_TEST(rig.run_until([&] { return rig.wire.losses().unrecorded >= 5; }));
    BOOST_TEST(rig.wire.losses().unrecorded == 5u);
    BOOST_TEST(rig.come_to(kServer).size() == 4u);
    BOOST_TEST(rig.wire.packets().size() == 3u);
}

BOOST_AUTO_TEST_CASE(waiting_frames_are_bounded_too) {
    Rig rig({impairment(path::Delay{.by = 300ms}, "delay 300 ms")}, {.waiting = 150});
    for (std::uint8_t i = 0; i < 4; ++i) rig.send(kClient, frame(i));
    rig.run_until_recorded(6);
    BOOST_TEST(rig.come_to(kServer) == (Numbers{0, 1}), per_element());
    BOOST_TEST(rig.wire.losses().undelivered == 2u);
}

BOOST_AUTO_TEST_CASE(an_end_that_goes_is_named) {
    Rig rig;
    rig.pair[1][0].reset();
    BOOST_TEST(rig.run_until([&] { return !rig.wire.losses().broken.empty(); }));
    BOOST_TEST(rig.wire.losses().broken == "server's end: closed");
}

BOOST_AUTO_TEST_CASE(stopping_closes_both_ends_and_keeps_the_record) {
    Rig rig;
    rig.wire.on_packet([&](const capture::Packet&, std::size_t index) {
        if (index == 1) rig.wire.stop();
    });
    for (std::uint8_t i = 0; i < 3; ++i) rig.send(kClient, frame(i));
    rig.loop.run_for(10s);
    BOOST_TEST(rig.loop.stopped());
    BOOST_TEST(rig.record() == (Lines{"0: 0", "1: 0"}), per_element());
    const auto next = frame(4);
    BOOST_TEST(::send(rig.mine(kClient), next.data(), next.size(), MSG_NOSIGNAL) < 0);
    rig.wire.reached(wire::Step::active);
}

BOOST_AUTO_TEST_SUITE_END()
