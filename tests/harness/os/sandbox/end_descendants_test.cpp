#include "harness/os/sandbox/end_descendants.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <csignal>

namespace badrdp::end_descendants_tests {

BOOST_AUTO_TEST_SUITE(sandbox_end_descendants)

constexpr int kRefused = 77;
constexpr unsigned kDeadline = 20;  // seconds; SIGALRM then ends who waits for ever

// A guard whose only descendant hides in a session of its own and reads from `leash` until that ends: its
// exit status.
int guard(bool sees_proc, const std::array<int, 2>& leash) {
    const auto child = ::fork();
    if (child != 0) {
        int how = 0;
        ::waitpid(child, &how, 0);
        return WIFEXITED(how) ? WEXITSTATUS(how) : 128 + WTERMSIG(how);
    }
    ::close(leash[1]);
    ::alarm(kDeadline);
    if (!sees_proc && (::unshare(::geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS) != 0 ||
                       ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
                       ::mount("none", "/proc", "tmpfs", 0, nullptr) != 0))
        ::_exit(kRefused);
    ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    const auto hidden = ::fork();
    if (hidden == 0) {
        ::setsid();
        char end = 0;
        ::_exit(::read(leash[0], &end, 1) == 0 ? 0 : 1);
    }
    constexpr pid_t kNoGroup = 0x3fffffff;  // above what pid_max may be
    harness::end_descendants(kNoGroup);
    ::_exit(::kill(hidden, 0) == 0 ? 1 : 0);
}

struct Leash {
    Leash() { BOOST_REQUIRE(::pipe(ends.data()) == 0); }
    ~Leash() {
        for (const int end : ends) ::close(end);
    }
    Leash(const Leash&) = delete;
    Leash& operator=(const Leash&) = delete;
    std::array<int, 2> ends{};
};

BOOST_AUTO_TEST_CASE(who_hides_in_a_session_is_ended) {
    const Leash leash;
    BOOST_TEST(guard(true, leash.ends) == 0);
}

BOOST_AUTO_TEST_CASE(whom_proc_does_not_show_is_not_waited_for_for_ever) {
    const Leash leash;
    const int status = guard(false, leash.ends);
    if (status == kRefused) {
        BOOST_TEST_MESSAGE("skipped: no mount namespace is to be had");
        BOOST_TEST(true);
        return;
    }
    BOOST_TEST(status == 1);  // it is alive still, and the guard has gone on
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::end_descendants_tests
