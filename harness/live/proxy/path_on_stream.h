// What a network does to packets, as far as it can be had on two streams of bytes between which TCP ends:
// delay, a slow link, silence, a black hole, a NAT that forgets, a forged RST.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "sim/link/transcript.h"
#include "sim/path/impairment.h"
#include "sim/path/rng.h"

namespace badrdp::harness {

// Why no proxy can do that; empty if one can.
std::string why_not_on_a_stream(const path::Impairment& impairment);

// Of one connection.
class PathOnStream {
public:
    // `impairments` outlive it.
    PathOnStream(std::span<const path::Impairment> impairments, std::uint32_t seed, link::TimePoint now);

    // What becomes of some bytes.
    struct Fate {
        bool lost = false;                    // nor does anything that follows in that direction arrive
        link::TimePoint due{};                // when they arrive
        std::optional<path::Toward> reset{};  // in their place
        std::string_view why{};               // the impairment, where it ends something
    };
    Fate pass(wire::Role from, wire::BytesView bytes, link::TimePoint now);

    // A step has passed: what is done right behind it, if anything.
    Fate reached(wire::Step step, link::TimePoint now);

private:
    struct Met {
        const path::Impairment* what;
        std::optional<link::TimePoint> began{};
        link::TimePoint free[2]{};  // a slow link in each direction
        bool forgotten = false;
        bool done = false;
    };
    void meet(Met& met, const path::Mtu& mtu, wire::BytesView bytes, link::TimePoint now, Fate& fate);
    void meet(Met& met, const path::Drop& drop, wire::BytesView bytes, link::TimePoint now, Fate& fate);
    void meet(Met& met, const path::Delay& delay, wire::BytesView bytes, link::TimePoint now, Fate& fate);
    void meet(Met& met, const path::Reset& reset, wire::BytesView bytes, link::TimePoint now, Fate& fate);
    void meet(Met& met, const path::Rate& rate, wire::BytesView bytes, link::TimePoint now, Fate& fate);
    void meet(Met& met, const path::Reject& reject, wire::BytesView bytes, link::TimePoint now, Fate& fate);
    void meet(Met& met, const path::Forget& forget, wire::BytesView bytes, link::TimePoint now, Fate& fate);
    template <class Other>
    void meet(Met&, const Other&, wire::BytesView, link::TimePoint, Fate&) {}

    std::vector<Met> all_;
    path::Rng random_;
    wire::Role from_ = wire::Role::client;  // of what passes
    link::TimePoint last_;
    link::TimePoint due_[2]{};  // order is kept
};

}  // namespace badrdp::harness
