// One impairment at work: what it remembers, and what it does with one copy of a frame.
#pragma once

#include <deque>

#include "sim/path/flows.h"
#include "sim/path/rng.h"

namespace badrdp::path {

// Texts of one frame, one after the other.
void say(std::string& comment, std::string_view what);

// No sum of times goes round: what is so late never comes.
Time later(Time at, nanoseconds by);

// A frame, or a copy of it, on its way along the list of impairments.
struct Copy {
    wire::Role from{};
    const Headers* seen = nullptr;  // of the frame as it was sent, which is what every impairment looks at
    wire::BytesView frame{};
    wire::Bytes changed{};  // what a fault of the line has made of it; empty: nothing
    Time at{0};             // when it comes to the next impairment, behind all that were sent before it
    nanoseconds held{0};    // how much later than that it arrives, with others in front of it
    std::string comment{};
};

// What an impairment has done with a copy.
struct Done {
    bool bit = false;
    bool dropped = false;
    bool doubled = false;
    bool reset = false;    // the connection is to be reset behind it
    wire::Bytes answer{};  // to the sender; empty: none
};

class Acting {
public:
    Acting(const Impairment& impairment, std::uint64_t seed, std::size_t index);

    const Impairment& impairment() const { return *impairment_; }
    const std::string& text() const { return impairment_->text; }

    bool able() const { return able_; }  // whether it can ever act
    bool needs_flows() const;

    void begin(Time now) {
        if (!began_) began_ = now;
    }
    bool active(Time now) const;
    // Whether a frame alone, without a step, may be enough for it to act.
    bool awake(Time now) const {
        return able_ && (began_ ? !over(now) : impairment_->after == wire::Step::none);
    }
    bool over(Time now) const;

    // Whether the frame is one of those that it is about.
    bool meets(const Headers& seen, wire::Role from) const;

    // `mark`: its own, of the frame's connection; only for those who need flows.
    Done act(Copy& copy, Flow::Mark* mark, Time now);

private:
    // What differs between the two directions.
    struct Side {
        Rng chance;
        bool bad = false;                                 // of Gilbert-Elliott's two states
        bool started = false;                             // in one of them
        Time last{0};                                     // when the frame before left
        std::deque<std::pair<Time, std::size_t>> line{};  // what waits: when it will have left, and its bytes
        std::size_t waiting = 0;                          // bytes
    };

    Done on(const Mtu& mtu, Copy& copy, Side& side);
    Done on(const Drop& drop, Copy& copy, Side& side);
    Done on(const Reject& reject, Copy& copy, Side& side);
    Done on(const Delay& delay, Copy& copy, Side& side);
    Done on(const Rate& rate, Copy& copy, Side& side);
    Done on(const Lose& lose, Copy& copy, Side& side);
    Done on(const Reorder& reorder, Copy& copy, Side& side);
    Done on(const Duplicate& duplicate, Copy& copy, Side& side);
    Done on(const Corrupt& corrupt, Copy& copy, Side& side);
    Done watch(const Reset& reset, const Copy& copy, const Flow::Mark& mark) const;
    Done watch(const Forget& forget, Copy& copy, Flow::Mark& mark, Time now) const;

    Done dropped(Copy& copy, std::string_view why = "") const;

    const Impairment* impairment_;
    bool able_;
    std::optional<Time> began_;
    std::array<Side, 2> sides_;  // by who has sent
};

}  // namespace badrdp::path
