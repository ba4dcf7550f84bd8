// How long one end waits for the other: for each step, and for all of them together. Bytes that complete no
// step buy no time, or one byte a second would hold a connection for ever.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "sim/link/transcript.h"

namespace badrdp::link {

class Patience {
public:
    // The steps before the session together, as a multiple of one. A host may repeat a step (licences,
    // redirections of the share) as often as it likes.
    static constexpr int kSteps = 5;

    explicit Patience(std::chrono::milliseconds step) : step_(step) {}

    void begin(TimePoint now);
    void heard(TimePoint now);    // bytes came
    void stepped(TimePoint now);  // a step was reached, by either end
    // This end itself says nothing until then, because a fault says so: no time that the other end takes.
    void paused(TimePoint now, TimePoint until);
    void muted(TimePoint now);
    void resume(TimePoint now);  // it is no longer muted
    // The session is up, and bytes count: it may be quiet for as long as its user likes.
    void active(TimePoint now);

    TimePoint ends() const { return until_ < all_until_ ? until_ : all_until_; }
    // What has run out, for a person: "nothing came for 60 s".
    std::string why(TimePoint now) const;

private:
    std::chrono::milliseconds step_;
    bool active_ = false;
    TimePoint begun_{};
    TimePoint last_heard_{};
    TimePoint until_{};
    TimePoint all_until_{};
};

}  // namespace badrdp::link
