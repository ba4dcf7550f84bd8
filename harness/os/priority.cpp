#include "harness/os/priority.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace badrdp::harness {
namespace {

// The lowest of the real-time priorities: any real-time thread of the machine's own still goes first.
constexpr int kRealTime = 1;
constexpr int kNiceness = -10;

// On Linux these calls speak of one thread, whatever POSIX says of processes.
id_t this_thread() { return static_cast<id_t>(::syscall(SYS_gettid)); }

}  // namespace

PriorityBoost::PriorityBoost()
    : policy_before_(::sched_getscheduler(0)), niceness_before_(::getpriority(PRIO_PROCESS, this_thread())) {
    if (policy_before_ < 0 || ::sched_getparam(0, &before_) < 0) return;
    const sched_param wanted{.sched_priority = kRealTime};
    // Takes CAP_SYS_NICE, or a limit on RLIMIT_RTPRIO that allows it.
    if (::sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, &wanted) == 0)
        got_ = Priority::real_time;
    else if (::setpriority(PRIO_PROCESS, this_thread(), kNiceness) == 0)
        got_ = Priority::raised;
}

// An ordinary user may lower himself, but may not take SCHED_RESET_ON_FORK back: he keeps it then, which
// does no harm to a thread of ordinary priority.
PriorityBoost::~PriorityBoost() {
    if (got_ == Priority::raised) ::setpriority(PRIO_PROCESS, this_thread(), niceness_before_);
    if (got_ != Priority::real_time) return;
    if (::sched_setscheduler(0, policy_before_, &before_) < 0)
        ::sched_setscheduler(0, policy_before_ | SCHED_RESET_ON_FORK, &before_);
}

}  // namespace badrdp::harness
