// Both ends of a TCP conversation as the key that its packets are found by: made and compared once a packet.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "sim/path/frame.h"

namespace badrdp::capture {

// The addresses and ports of both, in words; whoever speaks, it is the same.
struct Pair {
    std::array<std::uint64_t, 5> words{};

    friend bool operator==(const Pair& a, const Pair& b) {
        const auto& [a0, a1, a2, a3, a4] = a.words;
        const auto& [b0, b1, b2, b3, b4] = b.words;
        return ((a0 ^ b0) | (a1 ^ b1) | (a2 ^ b2) | (a3 ^ b3) | (a4 ^ b4)) == 0;
    }
};

inline Pair pair_of(const path::Segment& segment) {
    struct End {
        std::array<std::uint64_t, 2> address{};
        std::uint64_t port = 0;
    };
    const auto end_of = [](const path::Endpoint& endpoint) {
        End end{.port = endpoint.port};
        static_assert(sizeof end.address == sizeof endpoint.address);
        std::memcpy(end.address.data(), endpoint.address.data(), sizeof end.address);
        return end;
    };
    const auto is_less = [](const End& a, const End& b) {
        if (a.port != b.port) return a.port < b.port;
        return a.address[1] != b.address[1] ? a.address[1] < b.address[1] : a.address[0] < b.address[0];
    };
    // Nobody can foresee who speaks next: an index, and no branch that would be taken half of the time.
    const std::array ends{end_of(segment.source), end_of(segment.destination)};
    const std::size_t lower = is_less(ends[1], ends[0]) ? 1 : 0;
    const auto& low = ends[lower];
    const auto& high = ends[1 - lower];
    return {{low.address[0], low.address[1], high.address[0], high.address[1], low.port << 16 | high.port}};
}

// `seed` is not known to who makes a capture, so that nobody can make one whose pairs all have the same hash.
inline std::uint64_t hash_of(const Pair& pair, std::uint64_t seed) {
    const auto mixed = [](std::uint64_t hash, std::uint64_t word) {
        hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
        return hash ^ hash >> 32;
    };
    const auto& [a, b, c, d, ports] = pair.words;
    return mixed(mixed(mixed(mixed(mixed(seed, a), b), c), d), ports);
}

}  // namespace badrdp::capture
