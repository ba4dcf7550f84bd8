// The bounded record of what both ends of a wire saw. A frame that was carried as it is lies in it once,
// where it was read to, so that recording costs no copy and, but for the comments, no allocation per frame.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "capture/packet.h"
#include "capture/recorder.h"
#include "sim/wire/io/malformed.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::harness {

class WireRecord {
public:
    explicit WireRecord(capture::RecorderLimits limits) : limits_(limits) {}

    // Where the next frame is to be read to; holds any frame.
    std::span<std::uint8_t> room();
    // The first bytes of that room are a frame. Stays valid, unless the record is full.
    wire::BytesView hold(std::size_t size);
    // One end saw this frame. It is copied, unless it is the one that was held last. Once one frame has found
    // no room, none is added any more.
    void add(wire::Role side, wire::BytesView frame, std::chrono::nanoseconds at, std::string comment);

    std::size_t size() const { return entries_.size(); }
    const capture::Packet& packet(std::size_t index);  // until the next call
    const std::vector<capture::Packet>& packets();     // all of them, copied out of the record when asked for
    std::uint64_t lost() const { return lost_; }

private:
    struct Entry {
        wire::BytesView frame;
        std::chrono::nanoseconds at;
        wire::Role side;
        std::uint32_t comment;  // its place among them, from 1 on; 0: none
    };

    struct Release {
        std::size_t size = 0;
        void operator()(std::uint8_t* chunk) const;
    };
    using Chunk = std::unique_ptr<std::uint8_t, Release>;
    static Chunk take(std::size_t size);

    void fill(capture::Packet& packet, const Entry& entry) const;

    capture::RecorderLimits limits_;
    std::vector<Chunk> chunks_;
    std::size_t used_ = 0;
    std::size_t bytes_ = 0;  // of all packets
    wire::BytesView held_;
    std::deque<Entry> entries_;  // never moved, however many they become
    std::vector<std::string> comments_;
    bool full_ = false;
    std::uint64_t lost_ = 0;
    capture::Packet one_;
    const std::uint8_t* copied_ = nullptr;  // the frame that its bytes are of
    std::vector<capture::Packet> all_;
};

}  // namespace badrdp::harness
