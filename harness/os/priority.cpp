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

// The shortest slice that the kernel grants: anybody may ask for it, since it gives no more time. 0: the
// usual one again. Kernels before 6.12 say yes, and do nothing.
constexpr std::uint64_t kSlice = 100'000;  // nanoseconds

// sched_attr of sched_setattr(2): the kernel's own header cannot be included beside <sched.h>.
struct SchedulingAttributes {
    std::uint32_t size = sizeof(SchedulingAttributes);
    std::uint32_t policy = SCHED_OTHER;
    std::uint64_t flags = 1;  // SCHED_FLAG_RESET_ON_FORK
    std::int32_t niceness = ::getpriority(PRIO_PROCESS, this_thread());
    std::uint32_t priority = 0;
    std::uint64_t runtime = 0;  // of an ordinary thread: its slice
    std::uint64_t deadline = 0;
    std::uint64_t period = 0;
};

bool ask_for_slices_of(std::uint64_t nanoseconds) {
    SchedulingAttributes wanted;
    wanted.runtime = nanoseconds;
    return ::syscall(SYS_sched_setattr, 0, &wanted, 0) == 0;
}

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
    else if ((policy_before_ & ~SCHED_RESET_ON_FORK) == SCHED_OTHER && ask_for_slices_of(kSlice))
        got_ = Priority::prompt;
}

// An ordinary user may lower himself, but may not take SCHED_RESET_ON_FORK back: he keeps it then, which
// does no harm to a thread of ordinary priority.
PriorityBoost::~PriorityBoost() {
    if (got_ == Priority::prompt) ask_for_slices_of(0);
    if (got_ == Priority::raised) ::setpriority(PRIO_PROCESS, this_thread(), niceness_before_);
    if (got_ != Priority::real_time) return;
    if (::sched_setscheduler(0, policy_before_, &before_) < 0)
        ::sched_setscheduler(0, policy_before_ | SCHED_RESET_ON_FORK, &before_);
}

}  // namespace badrdp::harness
