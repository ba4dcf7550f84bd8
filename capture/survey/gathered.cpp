#include "capture/survey/gathered.h"

#include <algorithm>
#include <utility>

namespace badrdp::capture {

bool Gathered::is_silent(const Talk& talk) const {
    return talk.speech == Speech::none && !ports_->contains(talk.server.at.port);
}

void Gathered::count(const Talk& talk) {
    ++survey_->conversations;
    survey_->answered.take(talk);
    survey_->attempts.take(talk);
}

// A conversation without a word may have been meant as RDP: if it goes where RDP was spoken, or if nothing
// else in the capture is RDP. That is known at the end.
void Gathered::add(Talk&& talk, std::size_t weight) {
    if (!is_silent(talk)) {
        if (servers_.size() < kMostServers) servers_.insert(talk.server.at);
    } else if (silent_.size() < kMostWaiting) {
        return silent_.push_back(std::move(talk));
    } else if (!servers_.contains(talk.server.at)) {
        ++survey_->others;
        return;
    }
    count(talk);
    if (flows_) return take_(std::move(talk));
    held_.push_back(std::move(talk));
    weight_ += weight;
    flows_ = held_.size() > kHeld || weight_ > kHeldBytes;
    if (flows_) hand_on();
}

void Gathered::hand_on() {
    std::ranges::sort(held_, {}, first_frame);
    for (auto& talk : std::exchange(held_, {})) take_(std::move(talk));
}

void Gathered::finish() {
    std::ranges::sort(silent_, {}, first_frame);
    const bool nothing_else = servers_.empty();
    std::size_t meant = 0;
    for (auto& talk : std::exchange(silent_, {})) {
        if (!servers_.contains(talk.server.at) && !(nothing_else && meant++ < kMostSilent)) {
            ++survey_->others;
            continue;
        }
        count(talk);
        held_.push_back(std::move(talk));
    }
    hand_on();
}

}  // namespace badrdp::capture
