#include "capture/survey/attempts.h"

#include <algorithm>

namespace badrdp::capture {

void AttemptBook::take(const Talk& talk) {
    const std::pair key(talk.client.at.address, talk.server.at);
    const auto known = of_pair_.find(key);
    if (known == of_pair_.end() && of_pair_.size() == kMost) return;
    auto& attempts = known == of_pair_.end() ? of_pair_[key] : known->second;
    if (attempts.size() == kMostOfOne)
        attempts.erase(std::ranges::min_element(attempts, {}, &Attempt::began));
    attempts.push_back({.asked = talk.facts.requested_protocols.value_or(wire::Protocols::rdp),
                        .whole = talk.whole,
                        .refused = talk.facts.failure_code.has_value(),
                        .began = first_frame(talk),
                        .last = talk.client.last});
}

}  // namespace badrdp::capture
