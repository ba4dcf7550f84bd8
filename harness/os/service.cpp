#include "harness/os/service.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <csignal>

#include "harness/os/argv.h"

namespace badrdp::harness {
namespace {

constexpr int kGoodbyeMs = 3000;
constexpr int kReadyFd = 3;

[[noreturn]] void be_service(const ServiceOrder& order, char* const* argv, char* const* envp, pid_t parent) {
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::setsid();                                   // a Ctrl-C is for us: clients must not lose it first
    ::prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);  // not SIGKILL: it may have something to tidy up
    if (::getppid() != parent) ::_exit(127);
    const int null = ::open("/dev/null", O_RDWR);
    const int ready = order.ready >= 0 ? ::fcntl(order.ready, F_DUPFD, 64) : -1;
    const int output = ::fcntl(order.output, F_DUPFD, 64);
    ::dup2(null, 0);
    ::dup2(output, 1);
    ::dup2(output, 2);
    if (ready >= 0) ::dup2(ready, kReadyFd);
    ::close_range(ready >= 0 ? kReadyFd + 1 : kReadyFd, ~0U, 0);
    ::execve(argv[0], argv, envp);
    ::_exit(127);
}

}  // namespace

Service::Service(const ServiceOrder& order) {
    const auto& program = order.command.front();
    if (::access(program.c_str(), X_OK) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot start " + program);
    const auto argv = argv_of(order.command);
    const auto envp = argv_of(order.environment);
    const pid_t parent = ::getpid();
    int raw = -1;
    const unsigned long flags = CLONE_PIDFD | SIGCHLD;
    pid_ = static_cast<pid_t>(::syscall(SYS_clone, flags, nullptr, &raw, nullptr, nullptr));
    if (pid_ == 0) be_service(order, argv.data(), envp.data(), parent);
    if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "cannot start " + program);
    pidfd_ = Fd(raw, "pidfd");
}

Service::Service(Service&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)), pidfd_(std::move(other.pidfd_)) {}

Service& Service::operator=(Service&& other) noexcept {
    std::swap(pid_, other.pid_);
    std::swap(pidfd_, other.pidfd_);
    return *this;
}

void Service::stop() {
    if (pid_ <= 0) return;
    for (const int signal : {SIGTERM, SIGKILL}) {
        ::syscall(SYS_pidfd_send_signal, pidfd_.get(), signal, nullptr, 0);
        pollfd gone{pidfd_.get(), POLLIN, 0};
        if (::poll(&gone, 1, kGoodbyeMs) > 0) break;
    }
    ::waitpid(pid_, nullptr, WNOHANG);
    pid_ = 0;
}

bool Service::is_up() const {
    pollfd gone{pidfd_.get(), POLLIN, 0};
    return pid_ > 0 && ::poll(&gone, 1, 0) == 0;
}

}  // namespace badrdp::harness
