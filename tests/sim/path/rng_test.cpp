// What a seed decides: shares in the long run, and the same fate for the same seed.
#include "sim/path/rng.h"

#include <bit>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "sim/path/path.h"
#include "tests/sim/path/frames.h"

BOOST_AUTO_TEST_SUITE(path_chance)

using namespace badrdp;
using namespace badrdp::path;
using namespace std::chrono_literals;
using test::Role;
using wire::Bytes;

namespace {

struct Losses {
    double share = 0;
    double burst = 0;  // the mean length
};

Losses losses(const Lose& lose, std::uint64_t seed, int frames = 60'000) {
    const auto list = test::impairments({lose});
    Path path(list, seed);
    const auto frame = test::packet_of(60);
    int lost = 0, bursts = 0;
    bool before = false;
    for (int i = 0; i < frames; ++i) {
        const bool now = !path.pass(Role::client, frame, 1ms * i).untouched;
        lost += now ? 1 : 0;
        bursts += now && !before ? 1 : 0;
        before = now;
    }
    return {static_cast<double>(lost) / frames, bursts == 0 ? 0 : static_cast<double>(lost) / bursts};
}

// Which frames pass as they are, in one line.
std::string fates(std::uint64_t seed) {
    const auto list = test::impairments({Lose{.share = 0.2}, Duplicate{.share = 0.2}, Corrupt{.share = 0.2},
                                         Delay{.by = 1ms, .jitter = 1ms}});
    Path path(list, seed);
    std::string all;
    for (int i = 0; i < 200; ++i) {
        const auto fate = path.pass(i % 3 == 0 ? Role::server : Role::client, test::packet_of(80), 1ms * i);
        all += fate.comment + "|";
        for (const auto& delivery : fate.deliveries)
            all += std::to_string(delivery.at.count()) + delivery.comment +
                   std::string(delivery.frame.begin(), delivery.frame.end());
    }
    return all;
}

}  // namespace

// Four standard deviations of independent draws: with these seeds, and any but one in ten thousand.
BOOST_AUTO_TEST_CASE(frames_are_lost_each_by_itself) {
    for (const double share : {0.01, 0.1, 0.5, 0.9}) {
        const auto seen = losses({.share = share}, 11);
        BOOST_TEST(std::abs(seen.share - share) < 4 * std::sqrt(share * (1 - share) / 60'000));
        BOOST_TEST(std::abs(seen.burst * (1 - share) - 1) < 0.05);  // the mean of a geometric run
    }
}

BOOST_AUTO_TEST_CASE(frames_are_lost_in_bursts_of_the_mean_length) {
    for (const double burst : {2.0, 5.0, 20.0}) {
        const auto seen = losses({.share = 0.1, .burst = burst}, 5, 400'000);
        BOOST_TEST(std::abs(seen.share - 0.1) < 0.01);
        BOOST_TEST(std::abs(seen.burst / burst - 1) < 0.1);
    }
}

// With nine of ten lost there is a good frame between bursts of nine, however short they are to be.
BOOST_AUTO_TEST_CASE(a_share_too_large_for_its_bursts_is_still_the_share) {
    const auto seen = losses({.share = 0.9, .burst = 2}, 5);
    BOOST_TEST(std::abs(seen.share - 0.9) < 0.01);
    BOOST_TEST(std::abs(seen.burst - 9) < 0.5);
}

BOOST_AUTO_TEST_CASE(all_and_nothing_are_no_chance) {
    for (const double burst : {1.0, 3.0}) {
        BOOST_TEST(losses({.share = 1, .burst = burst}, 1, 1000).share == 1.0);
        BOOST_TEST(losses({.share = 0, .burst = burst}, 1, 1000).share == 0.0);
    }
}

BOOST_AUTO_TEST_CASE(a_corrupt_frame_differs_in_one_bit_behind_its_ip_header) {
    for (const auto& ends : {test::Ends{}, test::v6_ends()}) {
        const auto list = test::impairments({Corrupt{.share = 1}});
        Path path(list, 1);
        auto frame = test::packet_of(70, Role::client, ends);
        const auto end = frame.size();
        frame.resize(end + 20);  // Ethernet's padding belongs to no packet
        for (int i = 0; i < 500; ++i) {
            const auto fate = path.pass(Role::client, frame, 1ms * i);
            BOOST_REQUIRE_EQUAL(fate.deliveries.size(), 1u);
            const auto& got = fate.deliveries[0].frame;
            BOOST_REQUIRE_EQUAL(got.size(), frame.size());
            int bits = 0;
            std::size_t at = 0;
            for (std::size_t b = 0; b < frame.size(); ++b)
                if (const auto turned = got[b] ^ frame[b]; turned != 0) {
                    bits += std::popcount(static_cast<unsigned>(turned));
                    at = b;
                }
            BOOST_TEST(bits == 1);
            BOOST_TEST(at >= read_headers(frame).ip.payload_at);
            BOOST_TEST(at < end);
            BOOST_TEST(fate.comment.ends_with(" of byte " + std::to_string(at)));
            // The receiver's checksum finds it.
            const auto ip = *read_ip(got).value();
            BOOST_TEST(checksum_between(ip.source, ip.destination, ip.protocol, ip.payload) != 0);
        }
    }
}

BOOST_AUTO_TEST_CASE(one_seed_is_one_fate) {
    BOOST_TEST((fates(1) == fates(1)));
    BOOST_TEST((fates(1) != fates(2)));
}

// What the other end says, or another impairment decides, changes no choice.
BOOST_AUTO_TEST_CASE(each_direction_and_each_impairment_has_chances_of_its_own) {
    const auto lost = [](bool other_end_speaks, std::vector<Deed> deeds) {
        std::vector<Impairment> list;
        for (const auto& deed : deeds) list.push_back({.deed = deed});
        Path path(list, 9);
        std::string all;
        for (int i = 0; i < 300; ++i) {
            if (other_end_speaks) path.pass(Role::server, test::packet_of(60, Role::server), 1ms * i);
            all += path.pass(Role::client, test::packet_of(60), 1ms * i).deliveries.empty() ? 'x' : '.';
        }
        return all;
    };
    const Lose lose{.share = 0.5};
    BOOST_TEST(lost(false, {lose}) == lost(true, {lose}));
    BOOST_TEST(lost(false, {lose, Delay{.by = 1ms}}) == lost(false, {lose, Delay{.by = 1ms, .jitter = 1ms}}));
}

BOOST_AUTO_TEST_CASE(chance_is_even) {
    Rng chance(1, 2);
    std::array<int, 16> counts{};
    for (int i = 0; i < 160'000; ++i) {
        const auto part = chance.part();
        BOOST_REQUIRE((part >= 0 && part < 1));
        ++counts[static_cast<std::size_t>(part * 16)];
    }
    for (const auto count : counts) BOOST_TEST(std::abs(count - 10'000) < 400);
    for (int i = 0; i < 1000; ++i) BOOST_REQUIRE(chance.below(3) < 3);
}

BOOST_AUTO_TEST_SUITE_END()
