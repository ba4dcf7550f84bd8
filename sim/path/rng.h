// Rng that comes from a seed, and is the same on every machine: SplitMix64 [Steele, Lea, Flood: Fast
// splittable pseudorandom number generators, 2014].
#pragma once

#include <cstdint>

namespace badrdp::path {

class Rng {
public:
    // Of one seed, each stream has numbers of its own.
    Rng(std::uint64_t seed, std::uint64_t stream) : state_(mixed(seed ^ mixed(stream))) {}

    std::uint64_t number() { return mixed(state_ += 0x9e3779b97f4a7c15); }

    // From 0 to just below 1: as many bits as a double holds.
    double part() { return static_cast<double>(number() >> 11) * 0x1p-53; }

    bool happens(double share) { return part() < share; }

    // From 0 to just below `end`, evenly as far as the 53 bits of a double go.
    std::uint64_t below(std::uint64_t end) {
        return static_cast<std::uint64_t>(part() * static_cast<double>(end));
    }

private:
    static std::uint64_t mixed(std::uint64_t z) {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    std::uint64_t state_;
};

}  // namespace badrdp::path
