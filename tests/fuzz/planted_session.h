// A session with a bug of the kind that RDP programs have had.
#pragma once

#include "sim/link/session.h"

namespace badrdp::fuzz::planted {

// Waits for ever for a peer that says nothing.
class NeverGivesUp : public link::Session {
public:
    using Session::Session;
    void tick(link::TimePoint) {}
};

// Gives up when nothing comes, and only then: each byte buys as much time again.
class BytesBuyTime : public link::Session {
public:
    using Session::Session;
    void receive(wire::BytesView bytes, link::TimePoint now) {
        heard_ = now;
        Session::receive(bytes, now);
    }
    void tick(link::TimePoint now) {
        if (now - heard_ >= std::chrono::seconds(30)) Session::tick(now);
    }

private:
    link::TimePoint heard_{};
};

}  // namespace badrdp::fuzz::planted
