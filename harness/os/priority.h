// Puts one thread before everybody else's, as far as the kernel lets it: a deadline that passes while the
// thread waits for a processor is missed.
#pragma once

#include <sched.h>

#include <cstdint>

namespace badrdp::harness {

enum class Priority : std::uint8_t {
    ordinary,
    prompt,  // no more time than others, in short slices: it waits less for each (Linux 6.12 and later)
    raised,
    real_time
};

// The calling thread has it for as long as this lives. No thread and no process that it starts inherits any
// of it. Begins and ends on the same thread.
class PriorityBoost {
public:
    PriorityBoost();
    ~PriorityBoost();
    PriorityBoost(const PriorityBoost&) = delete;
    PriorityBoost& operator=(const PriorityBoost&) = delete;

    Priority got() const { return got_; }

private:
    int policy_before_ = SCHED_OTHER;
    sched_param before_{};
    int niceness_before_ = 0;
    Priority got_ = Priority::ordinary;
};

}  // namespace badrdp::harness
