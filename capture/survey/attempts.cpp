#include "capture/survey/attempts.h"

#include <algorithm>

namespace badrdp::capture {

void AttemptBook::take(const Talk& talk) {
    const std::pair key(talk.client.at.address, talk.server.at);
    const auto known = of_pair_.find(key);
    if (known == of_pair_.end() && of_pair_.size() == kMost) return;
    auto& attempts = known == of_pair_.end() ? of_pair_[key] : known->second;
    if (attempts.size() == kMostOfOne)
        attempts.erase(
            std::ranges::min_element(attempts, {}, [](const Attempt& a) { return a.first.frame; }));
    attempts.push_back({.asked = talk.facts.requested_protocols.value_or(wire::Protocols::rdp),
                        .whole = talk.whole,
                        .refused = talk.facts.failure_code.has_value(),
                        .token = !talk.facts.routing_token.empty(),
                        .first = talk.client.first,
                        .last = talk.client.last});
}

const std::vector<AttemptBook::Attempt>& AttemptBook::of(const Talk& talk) const {
    static const std::vector<Attempt> none;
    const auto known = of_pair_.find({talk.client.at.address, talk.server.at});
    return known == of_pair_.end() ? none : known->second;
}

}  // namespace badrdp::capture
