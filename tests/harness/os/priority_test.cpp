#include "harness/os/priority.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <optional>
#include <thread>

BOOST_AUTO_TEST_SUITE(os_priority)

using namespace badrdp::harness;

namespace {

// What the kernel says of a thread of ours or of a child.
struct Scheduled {
    int policy = ::sched_getscheduler(0) & ~SCHED_RESET_ON_FORK;
    int niceness = ::getpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)));

    friend bool operator==(const Scheduled&, const Scheduled&) = default;
};

// In a child of the calling thread: 0 if it is as ordinary as `wanted`.
int in_a_child(const Scheduled& wanted) {
    const auto child = ::fork();
    if (child == 0) {
        const Scheduled seen;
        ::_exit(seen.policy == SCHED_OTHER && seen.niceness >= std::min(wanted.niceness, 0) ? 0 : 1);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    return status;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_thread_goes_first_as_far_as_it_may_and_no_further_than_it_says) {
    const Scheduled before;
    const PriorityBoost boost;
    const Scheduled now;
    BOOST_TEST_MESSAGE("got " << static_cast<int>(boost.got()));
    switch (boost.got()) {
        case Priority::real_time: BOOST_TEST(now.policy == SCHED_RR); break;
        case Priority::raised: BOOST_TEST(now.niceness < before.niceness); break;
        case Priority::prompt:  // a slice is nothing that these calls show
        case Priority::ordinary: BOOST_TEST((now == before)); break;
    }
    if (::geteuid() == 0) BOOST_TEST((boost.got() > Priority::prompt));
}

BOOST_AUTO_TEST_CASE(what_it_starts_is_as_ordinary_as_before) {
    const Scheduled before;
    const PriorityBoost boost;
    BOOST_TEST(in_a_child(before) == 0);
    std::optional<Scheduled> thread;
    std::jthread([&] { thread.emplace(); }).join();
    BOOST_TEST_REQUIRE(thread.has_value());
    BOOST_TEST(thread->policy == SCHED_OTHER);
    BOOST_TEST(thread->niceness >= std::min(before.niceness, 0));
}

BOOST_AUTO_TEST_CASE(afterwards_the_thread_is_as_it_was) {
    const Scheduled before;
    { const PriorityBoost boost; }
    BOOST_TEST((Scheduled() == before));
}

BOOST_AUTO_TEST_SUITE_END()
