// One direction of a TCP connection, put back in order from its segments, whatever order they came in.
#pragma once

#include <cstdint>
#include <map>

#include "sim/wire/io/malformed.h"

namespace badrdp::capture {

// Offsets count the bytes of the stream from 0, in 64 bits, so a wrap of the sequence number is nothing.
// Where segments contradict each other, the byte that came first stays.
class Stream {
public:
    static constexpr std::size_t kMaxWaiting = 4u << 20;  // bytes behind holes, and 64 for each piece of them
    static constexpr std::int64_t kMaxAhead = 64 << 20;  // no window reaches farther: such a segment is stray

    // What has become readable: `gap` bytes that never came, then these. The view is good until the next
    // call.
    struct Delivery {
        std::uint64_t gap = 0;
        wire::BytesView bytes;
    };

    // The sequence number of the SYN. Only the first call counts.
    void start(std::uint32_t initial_sequence);
    bool started() const { return started_; }
    // Every byte in front of this sequence number has come, and been handed out.
    bool reaches(std::uint32_t sequence) const { return started_ && ahead_of_next(sequence) <= 0; }

    // One segment with payload. A hole is given up when too much waits behind it.
    Delivery add(std::uint32_t sequence, wire::BytesView payload);

    // The stream ends at this sequence number (of the FIN).
    void end_at(std::uint32_t sequence);

    // Gives up the first hole: steps over it. Nothing to step over: neither gap nor bytes.
    Delivery give_up();

    std::uint64_t bytes() const { return bytes_; }                 // different ones that came
    unsigned retransmissions() const { return retransmissions_; }  // segments that brought a byte again
    bool hole() const { return !waiting_.empty(); }
    std::size_t memory() const { return weight_ + joined_.capacity(); }

private:
    std::int64_t ahead_of_next(std::uint32_t sequence) const;
    bool keep(std::uint64_t offset, wire::BytesView payload);
    void join();

    bool started_ = false;
    std::uint32_t first_ = 0;  // sequence number of the byte at offset 0
    std::uint64_t next_ = 0;   // offset of the first byte not yet delivered
    std::uint64_t bytes_ = 0;
    std::uint64_t end_ = 0;  // offset of the FIN, 0 as long as there is none
    unsigned retransmissions_ = 0;
    std::map<std::uint64_t, wire::Bytes> waiting_;  // behind a hole; pieces do not overlap
    std::size_t weight_ = 0;                        // of waiting_
    wire::Bytes joined_;
};

}  // namespace badrdp::capture
