#include "harness/live/proxy/path_on_stream.h"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(live_path_on_stream)

using namespace badrdp;
using namespace badrdp::harness;
using namespace std::chrono_literals;
using link::TimePoint;
using path::Direction;
using path::Impairment;
using path::Toward;
using wire::Bytes;
using wire::Role;
using wire::Step;

namespace {

constexpr TimePoint kStart{};

std::chrono::milliseconds late(const PathOnStream::Fate& fate, std::chrono::milliseconds sent) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(fate.due - (kStart + sent));
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_delay_meets_each_byte_once_and_keeps_their_order) {
    const std::vector<Impairment> path{{.deed = path::Delay{100ms, 50ms}}};
    PathOnStream stream(path, 1, kStart);
    TimePoint last{};
    for (int i = 0; i < 100; ++i) {
        const auto fate = stream.pass(Role::client, Bytes(10), kStart + i * 1ms);
        BOOST_TEST((fate.due >= last && fate.due >= kStart + i * 1ms + 100ms));
        BOOST_TEST((fate.due <= kStart + i * 1ms + 150ms));
        last = fate.due;
    }
}

// 8,000 bits a second: 948 bytes and a packet's headers are a second on the link, and the next one queues.
BOOST_AUTO_TEST_CASE(a_slow_link_is_busy_while_it_carries) {
    const std::vector<Impairment> path{{.deed = path::Rate{8000}, .direction = Direction::to_server}};
    PathOnStream stream(path, 1, kStart);
    BOOST_TEST((late(stream.pass(Role::client, Bytes(948), kStart), 0ms) == 1000ms));
    BOOST_TEST((late(stream.pass(Role::client, Bytes(948), kStart + 500ms), 500ms) == 1500ms));
    BOOST_TEST((late(stream.pass(Role::server, Bytes(948), kStart + 500ms), 500ms) == 0ms));
}

BOOST_AUTO_TEST_CASE(a_black_hole_swallows_what_is_large_and_whatever_follows_it) {
    const std::vector<Impairment> path{{.deed = path::Mtu{1000}, .direction = Direction::to_client}};
    PathOnStream stream(path, 1, kStart);
    BOOST_TEST(!stream.pass(Role::server, Bytes(948), kStart).lost);
    BOOST_TEST(!stream.pass(Role::client, Bytes(2000), kStart).lost);
    BOOST_TEST(stream.pass(Role::server, Bytes(949), kStart).lost);
    const std::vector<Impairment> known{{.deed = path::Mtu{1000, path::Icmp::correct}}};
    BOOST_TEST(!PathOnStream(known, 1, kStart).pass(Role::server, Bytes(2000), kStart).lost);
}

BOOST_AUTO_TEST_CASE(silence_begins_behind_its_step_and_an_outage_ends) {
    const std::vector<Impairment> path{{.deed = path::Drop{}, .after = Step::client_hello}};
    PathOnStream stream(path, 1, kStart);
    BOOST_TEST(!stream.pass(Role::client, Bytes(1), kStart).lost);
    BOOST_TEST(!stream.reached(Step::client_hello, kStart).reset);
    BOOST_TEST(stream.pass(Role::server, Bytes(1), kStart).lost);
    const std::vector<Impairment> outage{{.deed = path::Drop{}, .lasts = 3s}};
    PathOnStream later(outage, 1, kStart);
    const auto fate = later.pass(Role::client, Bytes(1), kStart + 1s);
    BOOST_TEST((!fate.lost && late(fate, 1000ms) == 2000ms));
    BOOST_TEST((late(later.pass(Role::client, Bytes(1), kStart + 4s), 4000ms) == 0ms));
}

BOOST_AUTO_TEST_CASE(a_nat_forgets_once_nothing_has_passed) {
    const std::vector<Impairment> path{{.deed = path::Forget{10s}}};
    PathOnStream stream(path, 1, kStart);
    BOOST_TEST(!stream.pass(Role::client, Bytes(1), kStart + 9s).lost);
    BOOST_TEST(!stream.pass(Role::server, Bytes(1), kStart + 18s).lost);
    BOOST_TEST(stream.pass(Role::client, Bytes(1), kStart + 29s).lost);
    BOOST_TEST(stream.pass(Role::server, Bytes(1), kStart + 30s).lost);
}

BOOST_AUTO_TEST_CASE(a_forged_reset_comes_once_behind_its_step_or_with_its_bytes) {
    const std::vector<Impairment> behind{{.deed = path::Reset{Toward::client}, .after = Step::x224_confirm}};
    PathOnStream stream(behind, 1, kStart);
    BOOST_TEST((stream.reached(Step::x224_confirm, kStart).reset == Toward::client));
    BOOST_TEST(!stream.reached(Step::x224_confirm, kStart).reset);
    const std::vector<Impairment> bytes{{.deed = path::Reset{Toward::both, {'a', 'b'}}}};
    PathOnStream looks(bytes, 1, kStart);
    BOOST_TEST(!looks.pass(Role::client, Bytes{'a', 'c', 'b'}, kStart).reset);
    BOOST_TEST((looks.pass(Role::client, Bytes{'c', 'a', 'b'}, kStart).reset == Toward::both));
    BOOST_TEST(!looks.pass(Role::client, Bytes{'a', 'b'}, kStart).reset);
}

BOOST_AUTO_TEST_CASE(what_tcp_repairs_or_prevents_cannot_be_had) {
    for (const path::Deed& deed : std::initializer_list<path::Deed>{
             path::Lose{0.1}, path::Reorder{0.1}, path::Duplicate{0.1}, path::Corrupt{0.1},
             path::Drop{path::Traffic::syn}, path::Drop{path::Traffic::udp}, path::Reject{}, path::Reset{}})
        BOOST_TEST(!why_not_on_a_stream({.deed = deed}).empty());
    for (const path::Deed& deed : std::initializer_list<path::Deed>{path::Mtu{}, path::Drop{}, path::Delay{},
                                                                    path::Rate{}, path::Forget{}})
        BOOST_TEST(why_not_on_a_stream({.deed = deed}) == "");
    BOOST_TEST(why_not_on_a_stream({.deed = path::Reset{}, .after = Step::client_hello}) == "");
}

BOOST_AUTO_TEST_SUITE_END()
