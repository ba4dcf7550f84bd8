// Tells a wire which step the conversation over it has come to, so that impairments which wait for one begin.
#pragma once

#include <deque>
#include <functional>
#include <set>
#include <span>

#include "capture/timeline.h"
#include "sim/link/transcript.h"

namespace badrdp::harness {

class StepWatch {
public:
    StepWatch(std::uint16_t server_port, std::function<void(wire::Step)> reached)
        : port_(server_port), live_(server_port), reached_(std::move(reached)) {}

    // Each packet of both sides, as it passes: what is in clear shows itself on the client's.
    void on_packet(const capture::Packet& packet);
    // What the host notes, for the steps that do not show.
    void on_note(const link::Note& note);

    bool all_closed() const { return live_.all_closed(); }  // every connection so far

    // What all of these packets came to, of which the first have been seen here.
    capture::Timeline finish(std::span<const capture::Packet> all);

private:
    bool carries_from_server(const capture::Packet& packet) const;

    std::uint16_t port_;
    capture::TimelineReader live_;
    std::size_t read_ = 0;                // packets
    std::size_t seen_ = 0;                // of its events
    std::set<std::uint16_t> negotiated_;  // connections whose request came in clear
    std::set<std::uint16_t> under_tls_;   // and those where TLS has begun
    std::deque<wire::Step> soon_;         // said by the host, and not yet on the wire
    std::function<void(wire::Step)> reached_;
};

}  // namespace badrdp::harness
