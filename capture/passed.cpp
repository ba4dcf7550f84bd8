#include "capture/passed.h"

#include <algorithm>
#include <span>

#include "sim/wire/sequence/sequence.h"

namespace badrdp::capture {

bool Passed::believes(wire::Role from, wire::Step step) const {
    return from == wire::Role::client || misses_ || wire::may_follow(step, {steps_.data(), count_});
}

void Passed::add(wire::Step step) {
    const std::span<const wire::Step> passed(steps_.data(), count_);
    if (std::ranges::find(passed, step) == passed.end()) steps_[count_++] = step;
}

}  // namespace badrdp::capture
