// Two TCP hosts and a cable between them, on a clock that jumps: a test says what becomes of each frame.
#pragma once

#include <queue>

#include "sim/path/rng.h"
#include "sim/path/tcp_host.h"

namespace badrdp::test {

using path::Time;
using std::chrono::milliseconds;
using std::chrono::seconds;

inline const path::Address kClient = path::ipv4(198, 18, 0, 2);
inline const path::Address kServer = path::ipv4(198, 18, 0, 1);
constexpr std::uint16_t kPort = 3389;

class Cable {
public:
    struct Sent {
        Time at;
        bool to_server;
        wire::Bytes frame;
        path::Segment segment;  // into `frame`
    };
    // When the frame arrives, each time that it does.
    using Fate = std::function<std::vector<Time>(const Sent&)>;

    explicit Cable(Time delay = milliseconds(10), path::TcpSettings settings = {}, std::uint64_t seed = 1)
        : fate([delay](const Sent& what) { return std::vector{what.at + delay}; }),
          client(kClient, chance_of(seed, 1), settings),
          server(kServer, chance_of(seed, 2), settings) {
        server.listen(kPort, path::TcpHost::Door::open);
    }

    path::Tcp& connect(std::uint16_t from = 40000) { return client.connect(from, {kServer, kPort}, now); }
    path::Tcp* accepted(std::size_t index = 0) const {
        return index < server.connections().size() ? server.connections()[index] : nullptr;
    }

    // Until nothing more happens, or `done`, or this long.
    void play(Time longest = seconds(2000), const std::function<bool()>& done = {}) {
        const auto until = now + longest;
        flush();
        while (!done || !done()) {
            auto next = flying_.empty() ? std::optional<Time>() : flying_.top().at;
            for (const auto* host : {&client, &server})
                if (const auto wake = host->wake(); wake && (!next || *wake < *next)) next = wake;
            if (!next || *next > until) return;
            now = std::max(now, *next);
            if (!flying_.empty() && flying_.top().at <= now) {
                const auto flight = flying_.top();
                flying_.pop();
                (flight.to_server ? server : client).receive(flight.frame, now);
            }
            client.tick(now);
            server.tick(now);
            flush();
        }
    }
    void flush() {
        for (auto& frame : client.take_frames()) send(std::move(frame), true);
        for (auto& frame : server.take_frames()) send(std::move(frame), false);
    }
    // A frame from nowhere.
    void inject(wire::Bytes frame, bool to_server, Time at) {
        flying_.push({at, ++count_, to_server, std::move(frame)});
    }

    Time now{0};
    Fate fate;
    std::vector<Sent> sent;
    path::TcpHost client;
    path::TcpHost server;

private:
    static std::function<std::uint32_t()> chance_of(std::uint64_t seed, std::uint64_t stream) {
        return [chance = path::Rng(seed, stream)]() mutable {
            return static_cast<std::uint32_t>(chance.number());
        };
    }
    void send(wire::Bytes frame, bool to_server) {
        Sent what{now, to_server, std::move(frame), {}};
        sent.push_back(std::move(what));
        auto& kept = sent.back();
        if (const auto segment = path::read_frame(kept.frame); segment && *segment) kept.segment = **segment;
        for (const auto at : fate(kept)) flying_.push({at, ++count_, to_server, kept.frame});
    }

    struct Flight {
        Time at;
        std::uint64_t number;
        bool to_server;
        wire::Bytes frame;
        bool operator<(const Flight& other) const {
            return std::tie(other.at, other.number) < std::tie(at, number);
        }
    };
    std::priority_queue<Flight> flying_;
    std::uint64_t count_ = 0;
};

}  // namespace badrdp::test
