// The segments of each TCP conversation of a file, one by one: what a survey sums up, and what two files that
// saw the same conversation are held against each other by.
#pragma once

#include <map>
#include <vector>

#include "capture/read/capture_file.h"
#include "capture/survey/talk.h"

namespace badrdp::harness::diagnosis {

struct SideSegment {
    capture::Seen when{};
    wire::Role from = wire::Role::client;
    std::uint32_t sequence = 0;
    std::uint32_t acknowledgement = 0;
    std::uint32_t length = 0;  // of its payload
    std::uint8_t flags = 0;
    std::uint8_t hops = 0;    // that are left
    std::uint64_t print = 0;  // of its payload: equal bytes have equal ones

    std::uint32_t end() const { return sequence + length; }
    bool has(std::uint8_t flag) const { return (flags & flag) != 0; }
};

class SegmentBook {
public:
    static constexpr std::size_t kMost = 2'000'000;  // of a file; later ones are counted

    void take(const capture::Frame& frame);
    std::uint64_t left_out() const { return left_out_; }

    // Those of a conversation that a survey of the same frames found, in the order of the file, each once
    // where the file holds it twice.
    std::vector<SideSegment> of(const capture::Talk& talk) const;

private:
    struct Entry {
        SideSegment segment;
        bool from_low = false;
        std::uint32_t interface = 0;
    };
    using Pair = std::pair<path::Endpoint, path::Endpoint>;  // the smaller one first

    std::map<Pair, std::vector<Entry>> talks_;
    std::size_t held_ = 0;
    std::uint64_t left_out_ = 0;
};

}  // namespace badrdp::harness::diagnosis
