#include "sim/link/simulation.h"

#include <openssl/rand.h>

#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <future>

#include "sim/link/legacy.h"
#include "sim/link/seeded_openssl.h"
#include "sim/path/frame.h"

BOOST_AUTO_TEST_SUITE(link_simulation)

namespace bdata = boost::unit_test::data;
using namespace badrdp;
using namespace badrdp::link;
using namespace std::chrono_literals;
using Before = Connected::Before;
using wire::Step;

namespace {

const auth::Account kAlice{.name = "alice", .password = "wonderland"};

struct Order : SimulationOrder {
    explicit Order(peer::ClientChoices choices = {.requests = peer::Protocols::ssl}, unsigned attempts = 1) {
        host.certificate.key = host::KeyKind::ec;  // minted faster
        host.server.accounts = {kAlice};
        host.server.saves_session_info = true;
        screen = {"badrdp", "a test"};
        choices.account = kAlice;
        next = [choices, attempts](unsigned number, const Connected*) -> std::optional<Attempt> {
            if (number > attempts) return std::nullopt;
            Attempt attempt;
            attempt.choices = choices;
            attempt.tls.verify = false;
            return attempt;
        };
    }
};

bool saw(const Transcript& notes, Step step) {
    return std::ranges::any_of(notes,
                               [&](const Note& n) { return n.kind == NoteKind::step && n.step == step; });
}

bool same_frames(const Simulated& a, const Simulated& b) {
    return std::ranges::equal(a.frames, b.frames, [](const path::Packet& x, const path::Packet& y) {
        return x.at == y.at && x.interface == y.interface && x.bytes == y.bytes && x.comment == y.comment;
    });
}

std::array<std::uint8_t, 16> chance() {
    std::array<std::uint8_t, 16> bytes{};
    BOOST_REQUIRE_EQUAL(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())), 1);
    return bytes;
}

path::Impairment impairment(path::Deed deed, Step after = Step::none) {
    path::Impairment made;
    made.deed = std::move(deed);
    made.after = after;
    return made;
}

void check_repeats(peer::Protocols protocol) {
    Order order({.requests = protocol});
    order.host.server.accepts_rdp = protocol == peer::Protocols::rdp;
    order.host.server.accepts = protocol;
    for (const auto key : {host::KeyKind::ec, host::KeyKind::rsa, host::KeyKind::ed25519}) {
        order.host.certificate.key = key;
        const auto first = simulate(order);
        BOOST_TEST((first.latest->deepest == Step::active));
        const auto again = simulate(order);
        BOOST_TEST(first.frames.size() > 20u);
        BOOST_TEST(same_frames(first, again));
        BOOST_TEST(first.key_log == again.key_log);
        // On a thread that has never simulated, while this one does something else.
        auto there = std::async(std::launch::async, [&] { return simulate(order); });
        const auto other_seed = [&] {
            auto changed = order;
            changed.seed = 2;
            return simulate(changed);
        }();
        BOOST_TEST(same_frames(first, there.get()));
        BOOST_TEST(!same_frames(first, other_seed));
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(chance_comes_from_the_seed_and_only_inside) {
    const auto outside = chance();
    std::array<std::uint8_t, 16> first{}, second{}, inner{}, other{};
    {
        const SeededOpenssl guard(7);
        first = chance();
        {
            const SeededOpenssl nested(8);
            inner = chance();
        }
        second = chance();
    }
    const auto after = chance();
    {
        const SeededOpenssl guard(7);
        BOOST_TEST((chance() == first));
        BOOST_TEST((chance() == second));
    }
    {
        const SeededOpenssl guard(8);
        BOOST_TEST((chance() == inner));
    }
    {
        const SeededOpenssl guard(9);
        other = chance();
        // Another thread has its own library, whatever this one is doing.
        const auto there = std::async(std::launch::async, chance).get();
        BOOST_TEST((there != chance()));
    }
    BOOST_TEST((first != second));
    BOOST_TEST((first != inner));
    BOOST_TEST((first != other));
    BOOST_TEST((outside != after));
    BOOST_TEST((outside != first));
    BOOST_TEST((after != first));
}

BOOST_AUTO_TEST_CASE(honest_peers_become_active_over_tls) {
    const auto seen = simulate(Order());
    BOOST_REQUIRE(seen.latest && seen.latest->ending);
    BOOST_TEST((seen.latest->ending->kind == Ending::Kind::done));
    BOOST_TEST((seen.latest->deepest == Step::active));
    BOOST_TEST(saw(seen.server, Step::active));
    BOOST_TEST(seen.key_log.contains("CLIENT_TRAFFIC_SECRET_0"));
    BOOST_TEST((seen.end == Simulated::End::by_itself));
    BOOST_TEST((seen.took < 1s));
    BOOST_TEST(seen.connections == 1u);
}

const std::vector<std::uint32_t> kProtocols{0, 1, 3};  // RDP, SSL, SSL and HYBRID

BOOST_DATA_TEST_CASE(is_the_same_bit_for_bit_from_one_seed, bdata::make(kProtocols), protocol) {
    check_repeats(peer::Protocols{protocol});
}

BOOST_AUTO_TEST_CASE(a_host_that_does_not_listen_refuses) {
    Order order;
    order.host.listening = host::Listening::closed;
    const auto seen = simulate(order);
    BOOST_TEST((seen.latest->failed_before == Before::refused));
    BOOST_TEST(seen.frames.size() == 4u);  // SYN and RST, each on both sides
}

BOOST_AUTO_TEST_CASE(a_full_queue_leaves_the_client_waiting) {
    Order order;
    order.host.listening = host::Listening::backlog_full;
    const auto seen = simulate(order);
    BOOST_TEST((seen.latest->failed_before == Before::timeout));
    BOOST_TEST((seen.took == 15s));
}

BOOST_AUTO_TEST_CASE(a_mute_host_times_the_client_out) {
    Order order;
    order.host.listening = host::Listening::mute;
    const auto seen = simulate(order);
    BOOST_REQUIRE(seen.latest->ending);
    BOOST_TEST((seen.latest->ending->kind == Ending::Kind::timeout));
    BOOST_TEST((seen.took > 10s && seen.took < 11s));
}

BOOST_AUTO_TEST_CASE(a_client_that_outlasts_our_patience_is_ended) {
    Order order;
    order.host.listening = host::Listening::mute;
    order.patience = 5s;
    const auto seen = simulate(order);
    BOOST_TEST((seen.end == Simulated::End::out_of_patience));
    BOOST_TEST((seen.took <= 5s));
}

BOOST_AUTO_TEST_CASE(a_client_may_come_again_until_it_is_too_much) {
    const auto seen = simulate(Order({.requests = peer::Protocols::ssl}, 3));
    BOOST_TEST(seen.connections == 3u);
    BOOST_TEST((seen.end == Simulated::End::by_itself));
    Order wild({.requests = peer::Protocols::ssl}, 100);
    wild.connections = 4;
    const auto looped = simulate(wild);
    BOOST_TEST(looped.connections == 4u);
    BOOST_TEST((looped.end == Simulated::End::too_many_connections));
}

BOOST_AUTO_TEST_CASE(a_host_may_change_from_one_connection_to_the_next) {
    Order order({.requests = peer::Protocols::ssl}, 3);
    const host::Service usual{order.host.server, order.host.tls, order.host.certificate};
    order.host.connections = {usual, usual};
    order.host.connections[0].server.failure = wire::FailureCode::ssl_not_allowed;
    const auto seen = simulate(order);
    BOOST_TEST(seen.connections == 3u);
    const auto reached = [&](std::uint16_t connection, Step step) {
        return std::ranges::any_of(seen.server, [&](const Note& n) {
            return n.connection == connection && n.kind == NoteKind::step && n.step == step;
        });
    };
    BOOST_TEST(!reached(1, Step::client_hello));
    BOOST_TEST(reached(2, Step::active));
    BOOST_TEST(reached(3, Step::active));  // as the last one met it
}

BOOST_AUTO_TEST_CASE(a_fault_bites_as_it_does_on_sockets) {
    Order order;
    const std::vector<fault::Fault> faults{
        {.step = Step::x224_confirm, .deed = fault::Reset{}, .text = "reset"}};
    order.faults = faults;
    const auto seen = simulate(order);
    BOOST_REQUIRE(seen.latest->ending);
    BOOST_TEST((seen.latest->ending->kind == Ending::Kind::reset));
}

BOOST_AUTO_TEST_CASE(a_black_hole_stops_what_is_large) {
    Order order;
    order.host.certificate.pad_to = 6000;
    const std::vector path{impairment(path::Mtu{.bytes = 1000})};
    order.impairments = path;
    const auto seen = simulate(order);
    BOOST_TEST((seen.latest->deepest == Step::client_hello));
    BOOST_TEST(seen.bites.at(0) > 0u);
    const std::vector told{impairment(path::Mtu{.bytes = 1000, .icmp = path::Icmp::correct})};
    order.impairments = told;
    BOOST_TEST((simulate(order).latest->deepest == Step::active));
}

BOOST_AUTO_TEST_CASE(a_slow_path_takes_its_time) {
    Order order;
    const std::vector path{impairment(path::Delay{.by = 50ms})};
    order.impairments = path;
    const auto seen = simulate(order);
    BOOST_TEST((seen.latest->deepest == Step::active));
    BOOST_TEST((seen.took > 1s));  // more than ten round trips of 100 ms
}

BOOST_AUTO_TEST_CASE(the_host_notes_what_the_client_offers_inside_nla) {
    Order order({.requests = peer::Protocols::hybrid});
    order.host.server.accepts = peer::Protocols::hybrid;
    const auto seen = simulate(order);
    BOOST_TEST((seen.latest->deepest == Step::active));
    std::size_t told = 0;
    for (const auto& note : seen.server) {
        if (note.offers.empty()) continue;
        ++told;
        BOOST_TEST((note.step == Step::credssp_negotiate));
        BOOST_TEST((note.offers == std::vector{wire::Mechanism::ntlmssp}));
    }
    BOOST_TEST(told == 1u);
}

BOOST_AUTO_TEST_CASE(an_impairment_may_wait_for_a_step) {
    Order order;
    const std::vector impairments{impairment(path::Reset{}, Step::x224_request)};
    order.impairments = impairments;
    // Who watches decides when the step has passed: here with the first frame of the client that carries
    // anything.
    std::size_t notes = 0;
    order.watch = [&](std::function<void(Step)> reached) {
        return Watch{.frame =
                         [reached](const path::Packet& frame) {
                             const auto segment = path::read_frame(frame.bytes);
                             if (segment && *segment && !(*segment)->payload.empty())
                                 reached(Step::x224_request);
                         },
                     .note = [&](const Note&) { ++notes; }};
    };
    const auto seen = simulate(order);
    BOOST_REQUIRE(seen.latest->ending);
    BOOST_TEST((seen.latest->ending->kind == Ending::Kind::reset));
    BOOST_TEST((seen.latest->deepest == Step::x224_request));
    BOOST_TEST(seen.bites.at(0) == 1u);
    BOOST_TEST(notes == seen.server.size());
}

BOOST_AUTO_TEST_SUITE_END()
