// Follows one TCP conversation whose beginning, direction and kind are told only by its packets.
#pragma once

#include "capture/follower.h"
#include "capture/survey/talk.h"

namespace badrdp::capture {

class TalkFollower {
public:
    static constexpr std::size_t kMostEvents = 512;
    static constexpr std::size_t kMostUnanswered = 32;
    static constexpr std::chrono::seconds kAfterwards{30};

    TalkFollower(const path::Endpoint& client, const path::Endpoint& server, std::uint32_t interface,
                 const KeyLog* keys);
    TalkFollower(const TalkFollower&) = delete;
    TalkFollower& operator=(const TalkFollower&) = delete;

    // Which end a segment of this conversation comes from.
    wire::Role from(const Segment& segment) const;

    void take(const Segment& segment, std::uint8_t hops, bool cut, std::uint32_t interface, Seen when);
    void take(const IcmpSeen& icmp);
    const Talk& so_far() const { return talk_; }
    // Bytes of memory that this and what it holds take, about.
    std::size_t weight() const;
    bool is_closed() const { return follower_.facts.closed; }
    // Whether it was closed so long ago that nothing more is to be expected.
    bool is_over(nanoseconds now) const;
    Talk finish();

private:
    bool is_double(const Segment& segment, wire::Role from, Seen when);
    void count(const Segment& segment, wire::Role from, std::uint8_t hops, Seen when);
    void count_data(const Segment& segment, TalkEnd& sender, Seen when);
    void acknowledge(std::uint32_t upto, wire::Role by, Seen when);
    void note_hole(std::uint32_t begin, std::uint32_t end, wire::Role from);

    // What makes a frame the same as another one, but for the time.
    struct Print {
        std::uint32_t sequence = 0, acknowledgement = 0;
        std::uint8_t flags = 0;
        std::size_t length = 0;
        std::uint8_t hops = 0;
        nanoseconds at{-1};
        std::uint64_t frame = 0;
    };

    Talk talk_;
    std::uint32_t interface_;
    Follower follower_;
    // What an end's stream lacks so far between bytes that were seen.
    struct Hole {
        std::uint32_t begin = 0, end = 0;
    };
    static constexpr std::size_t kMostHoles = 16;

    Print latest_[2];
    std::vector<Hole> holes_[2];
};

}  // namespace badrdp::capture
