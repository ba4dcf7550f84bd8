// The bounded record of what both ends of a wire saw, and who is told of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "capture/packet.h"
#include "capture/recorder.h"
#include "sim/wire/malformed.h"
#include "sim/wire/step.h"

namespace badrdp::harness {

class WireRecord {
public:
    explicit WireRecord(capture::RecorderLimits limits) : limits_(limits) {}

    void add(wire::Role side, wire::BytesView frame, std::chrono::nanoseconds at, std::string comment) {
        if (packets_.size() >= limits_.packets || frame.size() > limits_.bytes - bytes_) {
            ++lost_;
            return;
        }
        bytes_ += frame.size();
        packets_.push_back({.at = at,
                            .wire_length = static_cast<std::uint32_t>(frame.size()),
                            .interface = static_cast<std::uint32_t>(side),
                            .bytes = {frame.begin(), frame.end()},
                            .comment = std::move(comment)});
    }

    const std::vector<capture::Packet>& packets() const { return packets_; }
    std::uint64_t lost() const { return lost_; }

private:
    capture::RecorderLimits limits_;
    std::vector<capture::Packet> packets_;
    std::size_t bytes_ = 0;
    std::uint64_t lost_ = 0;
};

}  // namespace badrdp::harness
