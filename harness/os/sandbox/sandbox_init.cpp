#include "harness/os/sandbox/sandbox_init.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include "harness/os/sandbox/end_descendants.h"
#include "harness/os/sandbox/landlock.h"

namespace badrdp::harness {
namespace {

// Where the descriptors lie inside the sandbox; everything above is closed.
constexpr int kLeash = 3;
constexpr int kBirth = 4;
constexpr int kNews = 5;
constexpr int kProgramFile = 6;
constexpr int kRules = 7;
constexpr int kFirstFree = 8;
constexpr rlim_t kMostProcesses = 512;  // and threads

[[noreturn]] void give_up(BirthStep step, std::size_t at = 0) {
    const BirthTrouble trouble{step, errno, at};
    [[maybe_unused]] const auto sent = ::write(kBirth, &trouble, sizeof trouble);
    ::_exit(127);
}

// Handlers of ours must not run here, and what we ignore the program must not ignore.
void forget_signals() {
    struct sigaction plain {};
    plain.sa_handler = SIG_DFL;
    for (int n = 1; n < NSIG; ++n) ::sigaction(n, &plain, nullptr);
}

void set_mask(int how, int signal) {
    sigset_t set;
    ::sigemptyset(&set);
    if (signal != 0) ::sigaddset(&set, signal);
    ::sigprocmask(how, &set, nullptr);
}

// Two moves, so that no target overwrites a source: first out of the way, then into place.
bool lay_out(const InitOrder& order) {
    const std::array<std::pair<int, int>, 8> wanted{
        {{order.in, 0},
         {order.log, 1},
         {order.log, 2},
         {order.leash, kLeash},
         {order.birth, kBirth},
         {order.news, kNews},
         {order.file < 0 ? order.leash : order.file, kProgramFile},
         {order.rules < 0 ? order.leash : order.rules, kRules}}};
    std::array<int, wanted.size()> parked{};
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        parked[i] = ::fcntl(wanted[i].first, F_DUPFD, 64);
        if (parked[i] < 0) return false;
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const int target = wanted[i].second;
        if (::dup3(parked[i], target, target > 2 ? O_CLOEXEC : 0) < 0) return false;
    }
    return ::close_range(kFirstFree, ~0U, 0) == 0;
}

void set_limits(const InitOrder& order) {
    const auto limit = [](auto what, rlim_t value) {
        const rlimit both{value, value};
        ::setrlimit(what, &both);
    };
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, 1024);
    limit(RLIMIT_FSIZE, order.file_size);
    if (order.alone) limit(RLIMIT_NPROC, kMostProcesses);
}

// Mounts of ours stay ours, and the program's stay in its sandbox.
void make_files_of_its_own(const InitOrder& order) {
    if (order.root->steps.empty()) return;
    if (::unshare(CLONE_NEWNS) < 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) < 0)
        give_up(BirthStep::mount_namespace);
    const int failed = enter_root(order.root->stage, order.root->steps);
    if (failed >= 0) give_up(BirthStep::root, static_cast<std::size_t>(failed));
}

// The calls themselves: the C library would ask the threads of ours that are not here. In a user namespace of
// our own we may do everything, and a program with capabilities in its file would keep them.
bool drop_privileges(std::optional<uid_t> user) {
    if (user &&
        (::syscall(SYS_setgroups, 0, nullptr) != 0 || ::syscall(SYS_setresgid, *user, *user, *user) != 0 ||
         ::syscall(SYS_setresuid, *user, *user, *user) != 0))
        return false;
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
    return ::syscall(SYS_capset, &header, none.data()) == 0;  // what is ambient goes with what is permitted
}

[[noreturn]] void be_program(const InitOrder& order) {
    ::setsid();
    set_limits(order);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (!drop_privileges(order.user)) give_up(BirthStep::privileges);
    if (::chdir(order.directory) < 0) give_up(BirthStep::directory);
    if (order.rules >= 0 && !obey_landlock(kRules)) give_up(BirthStep::rules);
    set_mask(SIG_SETMASK, 0);
    if (order.terminal) ::ioctl(0, TIOCSCTTY, 0);
    ::execve(order.argv[0], order.argv, order.envp);
    if (errno == EACCES && order.file >= 0 && order.user)
        ::syscall(SYS_execveat, kProgramFile, "", order.argv, order.envp, AT_EMPTY_PATH);
    give_up(BirthStep::exec);
}

// True once the program has ended; `status` is then its wait status.
bool reap(pid_t program, int& status) {
    int how = 0;
    for (pid_t gone; (gone = ::waitpid(-1, &how, WNOHANG)) > 0;)
        if (gone == program) {
            status = how;
            return true;
        }
    return false;
}

// Until the program ends or we are gone.
void watch(pid_t program, int child_signals) {
    std::array<pollfd, 2> wait{{{kLeash, POLLIN, 0}, {child_signals, POLLIN, 0}}};
    for (;;) {
        if (::poll(wait.data(), wait.size(), -1) < 0 && errno != EINTR) return;
        if (wait[0].revents != 0) return;
        signalfd_siginfo info;
        [[maybe_unused]] const auto taken = ::read(child_signals, &info, sizeof info);
        int status = 0;
        if (reap(program, status)) {
            [[maybe_unused]] const auto told = ::write(kNews, &status, sizeof status);
            return;
        }
    }
}

}  // namespace

void be_init(const InitOrder& order) {
    ::prctl(PR_SET_NAME, "badrdp-sandbox", 0, 0, 0);
    forget_signals();
    if (!lay_out(order)) {
        // Nothing lies where it belongs yet. No room above the limit is said as EINVAL [fcntl(2)].
        const BirthTrouble trouble{BirthStep::descriptors, errno == EINVAL ? EMFILE : errno};
        [[maybe_unused]] const auto sent = ::write(order.birth, &trouble, sizeof trouble);
        ::_exit(127);
    }
    ::setsid();  // a Ctrl-C at the terminal is for us; we then end the sandbox

    // The kernel ends a namespace with its init. The guard of a process group must outlive us instead, to
    // kill the group: it notices the end of the leash.
    if (order.mode == SandboxMode::process_group)
        ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    else
        ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    char go = 0;
    if (::read(kLeash, &go, 1) != 1) ::_exit(127);  // we died before the death signal was armed

    set_mask(SIG_SETMASK, SIGCHLD);
    sigset_t child;
    ::sigemptyset(&child);
    ::sigaddset(&child, SIGCHLD);
    const int child_signals = ::signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
    if (child_signals < 0) give_up(BirthStep::descriptors);

    make_files_of_its_own(order);

    // CLONE_VFORK: we go on once the exec is done. Only then is the program put behind everybody: our loop
    // waits for the exec, and on a busy machine that would wait behind everybody too.
    const auto program =
        static_cast<pid_t>(::syscall(SYS_clone, CLONE_VFORK | SIGCHLD, nullptr, nullptr, nullptr, nullptr));
    if (program < 0) give_up(BirthStep::fork);
    if (program == 0) be_program(order);
    ::setpriority(PRIO_PGRP, static_cast<id_t>(program), order.niceness);
    for (const int not_mine : {0, 1, 2, kBirth}) ::close(not_mine);

    watch(program, child_signals);
    if (order.mode == SandboxMode::process_group) end_descendants(program);
    ::_exit(0);
}

}  // namespace badrdp::harness
