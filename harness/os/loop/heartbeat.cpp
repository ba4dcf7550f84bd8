#include "harness/os/loop/heartbeat.h"

#include <algorithm>

namespace badrdp::harness {

void Heartbeat::beat() {
    due_ = Clock::now() + kEvery;
    timer_.expires_at(due_);
    timer_.async_wait([this](boost::system::error_code error) {
        if (error || stopped_) return;
        const auto now = Clock::now();
        if (const auto length = now - due_; length >= kWorthKeeping) stood_still_.push_back({now, length});
        if (stood_still_.size() > kMost) stood_still_.pop_front();
        beat();
    });
}

std::chrono::milliseconds Heartbeat::longest_since(Clock::time_point then) const {
    auto longest = std::max(Clock::duration::zero(), Clock::now() - std::max(due_, then));
    for (const auto& one : stood_still_)
        if (one.over > then) longest = std::max(longest, std::min(one.length, one.over - then));
    return std::chrono::duration_cast<std::chrono::milliseconds>(longest);
}

}  // namespace badrdp::harness
