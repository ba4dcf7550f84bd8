#include "sim/link/patience.h"

#include <fmt/core.h>

#include <algorithm>

namespace badrdp::link {
namespace {

// An active session may be quiet for as long as its user likes.
constexpr std::chrono::hours kActive{24};

// A connection that a fault has silenced is kept for as long as anybody may reasonably look at it.
constexpr std::chrono::minutes kMuted{10};

auto in_seconds(TimePoint::duration length) {
    return std::chrono::duration_cast<std::chrono::seconds>(length).count();
}

}  // namespace

void Patience::begin(TimePoint now) {
    begun_ = last_heard_ = now;
    until_ = now + step_;
    all_until_ = now + kSteps * step_;
}

void Patience::heard(TimePoint now) {
    last_heard_ = now;
    if (active_) until_ = now + kActive;
}

void Patience::stepped(TimePoint now) {
    if (!active_) until_ = std::max(until_, now + step_);
}

void Patience::paused(TimePoint now, TimePoint until) {
    until_ = std::max(until_, until + step_);
    if (!active_) all_until_ += until - now;
}

void Patience::muted(TimePoint now) { until_ = all_until_ = now + kMuted; }

void Patience::resume(TimePoint now) {
    if (active_)
        active(now);
    else
        begin(now);
}

void Patience::active(TimePoint now) {
    active_ = true;
    until_ = now + kActive;
    all_until_ = TimePoint::max();
}

std::string Patience::why(TimePoint now) const {
    if (all_until_ <= now)
        return fmt::format("no session was up within {} s", in_seconds(all_until_ - begun_));
    if (now - last_heard_ < step_)
        return fmt::format("this step was not done within {} s", in_seconds(step_));
    return fmt::format("nothing came for {} s", in_seconds(active_ ? kActive : step_));
}

}  // namespace badrdp::link
