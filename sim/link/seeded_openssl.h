// Rng for OpenSSL from a seed, so that a simulation is the same bit for bit, TLS included.
#pragma once

#include <cstdint>
#include <memory>

namespace badrdp::link {

// While one lives, this thread works in an OpenSSL library context of its own, whose only source of chance is
// the seed. Nothing of the process' default context is touched, so that what happens outside of a simulation
// cannot meet a seed; and that other context gives no byte when no guard lives. Guards may nest: the inner
// one's chance holds until it ends.
//
// Objects made inside must be used and freed inside a guard of the same thread.
class SeededOpenssl {
public:
    explicit SeededOpenssl(std::uint64_t seed);  // throws std::runtime_error when OpenSSL refuses
    ~SeededOpenssl();
    SeededOpenssl(const SeededOpenssl&) = delete;
    SeededOpenssl& operator=(const SeededOpenssl&) = delete;

    static bool active();  // one lives on this thread

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace badrdp::link
