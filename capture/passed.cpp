#include "capture/passed.h"

#include "sim/wire/sequence/sequence.h"

namespace badrdp::capture {

bool Passed::believes(wire::Role from, wire::Step step) const {
    return from == wire::Role::client || misses_ || wire::may_follow(step, steps_);
}

}  // namespace badrdp::capture
