// The network between two peers: takes each frame that one of them sends, and says what becomes of it. The
// same path carries the kernel's frames on a tap and a model's on a virtual clock: it knows neither.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sim/path/impairment.h"

namespace badrdp::path {

// Since any epoch, as long as it is always the same one; never negative, and never goes back.
using Time = std::chrono::nanoseconds;

// One frame to hand to one side, now or later. Frames of equal time keep their order.
struct Delivery {
    Time at{0};
    wire::Role to = wire::Role::client;
    wire::Bytes frame{};
    std::string comment{};  // "delayed by 40 ms", "forged: RST of a firewall"; empty: just carried
};

// What became of one frame.
struct Fate {
    bool untouched = true;  // carry the frame to the other side, now and as it is; nothing else happens
    std::vector<Delivery> deliveries{};  // otherwise: these, which may be none
    std::string comment{};  // what was done to the frame itself: "dropped: mtu 1000"; empty: nothing
    std::vector<std::size_t> bites{};  // indexes of the impairments that acted
};

class Path {
public:
    // The impairments are not owned; they live longer. Every random choice comes from the seed: the same
    // frames at the same times meet the same fate.
    Path(std::span<const Impairment> impairments, std::uint64_t seed);
    ~Path();
    Path(Path&&) noexcept;
    Path& operator=(Path&&) noexcept;

    // The conversation has come to this step; impairments that wait for it begin, and do so only once.
    // Returns what they forge, which is never untouched: there is no frame to carry. A RST arrives behind all
    // that is on its way to its receiver.
    Fate reached(wire::Step step, Time now);

    // `from` has sent this frame. An impairment acts on frames in the order of the list; a frame that one has
    // dropped meets no other, and what one has forged meets none. What is no IP packet, or contradicts
    // itself, meets only impairments for `frames`.
    Fate pass(wire::Role from, wire::BytesView frame, Time now);

    // No impairment can act now or later, and nothing is on its way: a relay may stop asking.
    bool clear() const;  // as of the latest time that was told

    const std::vector<std::size_t>& bites() const;  // how often each impairment acted

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace badrdp::path
