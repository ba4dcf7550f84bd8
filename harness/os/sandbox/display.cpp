#include "harness/os/sandbox/display.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <chrono>
#include <csignal>
#include <stdexcept>

#include "harness/os/fd.h"
#include "harness/os/log_file.h"

namespace badrdp::harness {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr const char* kProgram = "/usr/bin/Xvfb";
constexpr auto kPatience = 20s;  // to come up, on a machine that is busy
constexpr int kGoodbyeMs = 3000;
constexpr int kReadyFd = 3;

[[noreturn]] void be_xvfb(int ready, int log, pid_t parent) {
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::setsid();  // a Ctrl-C is for us: clients must not lose their screen first
    ::prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);  // not SIGKILL: it removes its lock and its socket
    if (::getppid() != parent) ::_exit(127);
    const int null = ::open("/dev/null", O_RDWR);
    const int kept_ready = ::fcntl(ready, F_DUPFD, 64);
    const int kept_log = ::fcntl(log, F_DUPFD, 64);
    ::dup2(null, 0);
    ::dup2(kept_log, 1);
    ::dup2(kept_log, 2);
    ::dup2(kept_ready, kReadyFd);
    ::close_range(kReadyFd + 1, ~0U, 0);
    ::execl(kProgram, kProgram, "-displayfd", "3", "-screen", "0", "1280x1024x24", "-nolisten", "tcp",
            "-noreset", static_cast<char*>(nullptr));
    ::_exit(127);
}

// What Xvfb writes once clients may come: the number of its display and a line end. Empty if it died instead.
std::string read_number(const Fd& ready) {
    const auto deadline = Clock::now() + kPatience;
    std::string number;
    while (number.find('\n') == std::string::npos) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
        pollfd wait{ready.get(), POLLIN, 0};
        const int got = left > 0ms ? ::poll(&wait, 1, static_cast<int>(left.count())) : 0;
        if (got < 0 && errno == EINTR) continue;
        std::array<char, 16> text;
        const ssize_t size = got > 0 ? ::read(ready.get(), text.data(), text.size()) : 0;
        if (size <= 0) return {};
        number.append(text.data(), static_cast<std::size_t>(size));
    }
    number.pop_back();
    return number;
}

}  // namespace

struct Display::State {
    explicit State(const std::filesystem::path& directory) {
        if (::access(kProgram, X_OK) != 0)
            throw std::runtime_error(fmt::format("there is no {}; install xvfb", kProgram));
        const auto log_path = directory / "xvfb.log";
        const LogFile log(log_path);
        auto ready = make_pipe();
        const pid_t parent = ::getpid();
        int raw = -1;
        const unsigned long flags = CLONE_PIDFD | SIGCHLD;
        pid = static_cast<pid_t>(::syscall(SYS_clone, flags, nullptr, &raw, nullptr, nullptr));
        if (pid == 0) be_xvfb(ready.write.get(), log.fd().get(), parent);
        if (pid < 0) throw std::system_error(errno, std::generic_category(), "cannot start Xvfb");
        pidfd = Fd(raw, "pidfd");
        ready.write.reset();
        const auto number = read_number(ready.read);
        if (number.empty()) {
            stop();
            throw std::runtime_error(
                fmt::format("Xvfb did not come up; it says why in {}", log_path.string()));
        }
        name = ":" + number;
    }
    ~State() { stop(); }

    void stop() {
        if (pid <= 0) return;
        for (const int signal : {SIGTERM, SIGKILL}) {
            ::syscall(SYS_pidfd_send_signal, pidfd.get(), signal, nullptr, 0);
            pollfd gone{pidfd.get(), POLLIN, 0};
            if (::poll(&gone, 1, kGoodbyeMs) > 0) break;
        }
        ::waitpid(pid, nullptr, WNOHANG);
        pid = 0;
    }

    pid_t pid = 0;
    Fd pidfd;
    std::string name;
};

Display::Display(const std::filesystem::path& directory) : state_(std::make_unique<State>(directory)) {}
Display::~Display() = default;
Display::Display(Display&&) noexcept = default;
Display& Display::operator=(Display&&) noexcept = default;
const std::string& Display::name() const { return state_->name; }

bool Display::is_up() const {
    pollfd gone{state_->pidfd.get(), POLLIN, 0};
    return ::poll(&gone, 1, 0) == 0;
}

std::filesystem::path display_socket(std::string_view display) {
    return "/tmp/.X11-unix/X" + std::string(display.substr(std::min(display.find(':') + 1, display.size())));
}

}  // namespace badrdp::harness
