// Follows one TCP connection through its segments, in whatever order they were captured: what happened, and
// what both ends said of themselves.
#pragma once

#include <vector>

#include "capture/conversations.h"
#include "capture/rdp_in_clear.h"
#include "capture/reassembly.h"
#include "capture/timeline.h"

namespace badrdp::capture {

// Where and when: the packet that is being read.
struct Moment {
    nanoseconds at{0};
    std::size_t packet = 0;
};

// `events` takes what happens, and outlives the follower; so do the keys, which may be null.
class Follower {
public:
    Follower(std::uint16_t number, std::vector<Event>& events, const KeyLog* keys = nullptr)
        : number_(number), events_(&events), reading_(keys) {}

    void follow(const Segment& segment, wire::Role from, Moment now);
    void finish();  // no more packets: holes are given up, and counts filled in

    // Bytes that this and its events hold on to, about.
    std::size_t memory() const {
        return text_ + sent_again.size() * sizeof(Again) + client_.stream.memory() + server_.stream.memory() +
               2 * reading_.waiting();
    }

    static constexpr std::size_t kMostAgain = 200;

    Connection facts;
    std::vector<Again> sent_again;  // the first of them

private:
    struct Side {
        Stream stream;
        bool fin = false;
        bool rst = false;
        Moment last;  // packet with data or FIN
    };

    Side& side(wire::Role role) { return role == wire::Role::client ? client_ : server_; }

    void on_syn(const Segment& segment, wire::Role from, Moment now);
    void on_data(const Segment& segment, wire::Role from, Moment now);
    void on_end(const Segment& segment, wire::Role from, Moment now);
    void deliver(const Stream::Delivery& delivery, wire::Role from, Moment now);
    void say_unfinished(wire::Role from, Moment now);
    void say(Finding&& finding, Moment now);

    std::uint16_t number_;
    std::vector<Event>* events_;
    Side client_;
    Side server_;
    RdpInClear reading_;
    std::size_t text_ = 0;  // bytes of its events' words
    Findings found_;        // of the segment that is being read
};

// Gaps are known last, but belong where the last packet of their stream is.
std::vector<Event> in_order_of_packets(std::vector<Event> events);

}  // namespace badrdp::capture
