// Both fake peers, a model TCP for each, and the path between them in one process, on a virtual clock: no
// socket, no thread, no waiting, and the same order gives the same bytes, TLS included.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/host/host.h"
#include "sim/link/connector.h"
#include "sim/path/impairment.h"
#include "sim/path/packet.h"

namespace badrdp::link {

// When every simulation begins. Certificates are dated by it.
inline constexpr TimePoint kSimulatedStart{std::chrono::seconds(1'767'225'600)};  // 2026-01-01T00:00:00Z

// Follows the conversation as the wire of a tap does, and says which steps have passed.
struct Watch {
    std::function<void(const path::Packet&)> frame;  // each one, as it passes either side
    std::function<void(const Note&)> note;           // the host's
};

struct SimulationOrder {
    host::Host host{};
    std::span<const fault::Fault> faults{};           // of the host; not owned
    std::span<const path::Impairment> impairments{};  // not owned
    std::vector<std::string> screen{};
    std::string name = "127.0.0.1";  // under which the client knows the host, for its certificate and SNI
    unsigned generation = 0;         // of the host's certificate
    std::uint64_t seed = 1;          // of everything but keys and certificates,
    std::uint64_t key_seed = 1;      // which cost much more than a handshake and are kept by this one
    // What the client does next, from how it went so far (null at first); nothing: it ends.
    std::function<std::optional<Attempt>(unsigned number, const Connected* latest)> next;
    // For impairments that wait for a step: they begin when `reached` is called. Absent: they never do.
    std::function<Watch(std::function<void(wire::Step)> reached)> watch{};
    std::chrono::milliseconds patience{20'000};  // then the client is ended
    unsigned connections = 12;                   // and when it makes more than these
    bool keeps_frames = true;                    // false: only counts them
};

struct Simulated {
    enum class End : std::uint8_t { by_itself, out_of_patience, too_many_connections } end = End::by_itself;
    std::optional<Connected> latest{};  // how the client's last attempt went
    Transcript server{};
    Transcript client{};
    std::vector<path::Packet> frames{};  // interface 0 is the client's side of the path, 1 the server's
    std::string key_log{};
    std::vector<std::size_t> bites{};  // of the impairments
    std::chrono::nanoseconds took{0};  // on the virtual clock, until the client had ended
    unsigned connections = 0;          // that the client has begun
    std::uint64_t bytes = 0;           // of frames that either end has sent
};

inline constexpr std::uint16_t kSimulatedPort = 3389;

// Throws std::runtime_error when OpenSSL cannot make what the host's recipe asks for.
Simulated simulate(const SimulationOrder& order);

}  // namespace badrdp::link
