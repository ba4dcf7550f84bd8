#include "harness/os/roots/helper.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>

#include "harness/os/argv.h"
#include "harness/os/fd.h"
#include "harness/os/roots/trouble.h"
#include "harness/os/sandbox/landlock.h"

namespace badrdp::harness {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kGoodbye = 20s;  // for a helper that cleans up behind itself
constexpr std::size_t kMostOutput = 8u << 20;

// SIGINT and SIGTERM wait for us to read them.
class HeldSignals {
public:
    HeldSignals() {
        sigset_t wanted;
        ::sigemptyset(&wanted);
        ::sigaddset(&wanted, SIGINT);
        ::sigaddset(&wanted, SIGTERM);
        ::sigprocmask(SIG_BLOCK, &wanted, &before_);
        fd_ = Fd(::signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK), "signalfd");
    }
    ~HeldSignals() { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }
    HeldSignals(const HeldSignals&) = delete;
    HeldSignals& operator=(const HeldSignals&) = delete;

    int fd() const { return fd_.get(); }
    bool came() const {
        signalfd_siginfo info;
        return ::read(fd_.get(), &info, sizeof info) == sizeof info;
    }

private:
    sigset_t before_{};
    Fd fd_;
};

std::vector<std::string> environment_with(const HelperOrder& order) {
    std::vector<std::string> out;
    for (char** at = environ; *at != nullptr; ++at) {
        const std::string_view one = *at;
        const auto key = one.substr(0, one.find('='));
        bool replaced = false;
        for (const auto& [name, value] : order.environment) replaced |= name == key;
        if (!replaced) out.emplace_back(one);
    }
    for (const auto& [name, value] : order.environment) out.push_back(name + "=" + value);
    return out;
}

void be_confined(int landlock) {
    constexpr rlimit kSeconds{60, 60}, kMemory{1u << 30, 1u << 30};
    ::setrlimit(RLIMIT_CPU, &kSeconds);
    ::setrlimit(RLIMIT_AS, &kMemory);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (landlock >= 0 && !obey_landlock(landlock)) ::_exit(126);
}

// A group of its own: a Ctrl-C at the terminal is for us.
[[noreturn]] void be_helper(int input, int output, const HelperOrder& order, char* const* argv,
                            char* const* envp) {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::dup2(input, 0);
    ::dup2(output, 1);
    ::dup2(output, 2);
    if (order.confined) be_confined(order.landlock);
    ::close_range(3, ~0U, 0);
    ::execve(argv[0], argv, envp);
    ::_exit(127);
}

// A file without a name that holds this, from its beginning.
Fd readable(std::string_view text) {
    Fd file(::memfd_create("input", MFD_CLOEXEC), "memfd_create");
    while (!text.empty()) {
        const auto size = ::write(file.get(), text.data(), text.size());
        if (size < 0)
            throw std::system_error(errno, std::generic_category(), "cannot write a helper's input");
        text.remove_prefix(static_cast<std::size_t>(size));
    }
    ::lseek(file.get(), 0, SEEK_SET);
    return file;
}

class Helper {
public:
    explicit Helper(const HelperOrder& order) : order_(order) {
        if (::access(order.command.front().c_str(), X_OK) != 0)
            throw std::system_error(errno, std::generic_category(), "cannot start " + order.command.front());
        const auto texts = environment_with(order);
        const auto argv = argv_of(order.command);
        const auto envp = argv_of(texts);
        const auto input = order.input_file < 0 ? readable(order.input) : Fd();
        const int given = order.input_file < 0 ? input.get() : order.input_file;
        auto output = make_pipe();
        pid_ = ::fork();
        if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "cannot fork");
        if (pid_ == 0) be_helper(given, output.write.get(), order, argv.data(), envp.data());
        ::setpgid(pid_, pid_);  // whoever of us comes first
        ended_ = Fd(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)), "pidfd_open");
        output_ = std::move(output.read);
        ::fcntl(output_.get(), F_SETFL, O_NONBLOCK);
    }
    ~Helper() {
        if (pid_ > 0) ::kill(-pid_, SIGKILL);
        if (pid_ > 0) ::waitpid(pid_, nullptr, 0);
    }
    Helper(const Helper&) = delete;
    Helper& operator=(const Helper&) = delete;

    HelperEnd wait(const HeldSignals& signals) {
        while (!ended()) {
            if (signals.came() && !interrupted_) {
                interrupted_ = true;
                give_up_at_ = Clock::now() + kGoodbye;
                ::kill(-pid_, SIGTERM);
            }
            if (interrupted_ && Clock::now() >= give_up_at_) ::kill(-pid_, SIGKILL);
            // A descriptor of -1 is passed over [poll(2)].
            std::array<pollfd, 3> wait{{{ended_.get(), POLLIN, 0},
                                        {signals.fd(), POLLIN, 0},
                                        {open_ ? output_.get() : -1, POLLIN, 0}}};
            ::poll(wait.data(), wait.size(), patience());
            take_output();
        }
        take_output();
        if (interrupted_) throw Interrupted();
        return {WIFSIGNALED(status_) ? 128 + WTERMSIG(status_) : WEXITSTATUS(status_),
                std::move(output_text_)};
    }

private:
    bool ended() {
        if (pid_ > 0 && ::waitpid(pid_, &status_, WNOHANG) == pid_) pid_ = 0;
        return pid_ == 0;
    }

    // Until its time to say goodbye is over, in milliseconds; -1: for as long as it takes.
    int patience() const {
        if (!interrupted_) return -1;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(give_up_at_ - Clock::now());
        return static_cast<int>(std::max(left, std::chrono::milliseconds(10)).count());
    }

    void take_output() {
        std::array<char, 4096> piece;
        for (ssize_t got = 1; open_ && got > 0;) {
            got = ::read(output_.get(), piece.data(), piece.size());
            if (got == 0) open_ = false;
            if (got <= 0) return;
            const std::string_view text(piece.data(), static_cast<std::size_t>(got));
            if (output_text_.size() + text.size() <= kMostOutput) output_text_ += text;
            for (const char c : text)
                if (c == '\n' || c == '\r' || line_.size() > 2000)
                    tell_line();
                else
                    line_ += c;
        }
    }

    void tell_line() {
        if (order_.on_line && !line_.empty()) order_.on_line(line_);
        line_.clear();
    }

    const HelperOrder& order_;
    pid_t pid_ = 0;
    int status_ = 0;
    Fd ended_;
    Fd output_;
    bool open_ = true;
    std::string output_text_;
    std::string line_;
    bool interrupted_ = false;
    Clock::time_point give_up_at_{};
};

}  // namespace

HelperEnd run_helper(const HelperOrder& order) {
    const HeldSignals signals;
    Helper helper(order);
    return helper.wait(signals);
}

}  // namespace badrdp::harness
