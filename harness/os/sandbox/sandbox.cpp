#include "harness/os/sandbox/sandbox.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>

#include "harness/os/files.h"
#include "harness/os/log_file.h"
#include "harness/os/proc.h"
#include "harness/os/sandbox/launch.h"
#include "harness/os/sandbox/process_end.h"
#include "harness/os/sandbox/terminal.h"

namespace badrdp::harness {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using boost::system::error_code;

constexpr auto kTick = 100ms;            // how often memory and output are looked at
constexpr std::size_t kSlack = 1 << 20;  // what a flood may write beyond its limit before the kernel stops it

}  // namespace

struct StartedSandbox::State {
    explicit State(SandboxOrder given)
        : order(std::move(given)),
          mode(best_sandbox_mode()),
          log(order.log),
          held(launch(mode, order, log.fd(), longest_file())) {}

    // The kernel has one limit for the log and for every file of the program's own.
    std::size_t longest_file() const {
        return std::max(log.start() + order.output_bytes, order.scratch_bytes) + kSlack;
    }

    SandboxOrder order;
    SandboxMode mode;
    LogFile log;
    Clock::time_point started = Clock::now();
    Held held;
};

StartedSandbox::StartedSandbox(SandboxOrder order) : state_(std::make_unique<State>(std::move(order))) {}

// Every mode's first process ends its sandbox when the leash goes.
StartedSandbox::~StartedSandbox() {
    if (!state_) return;
    state_->held.leash.reset();
    pollfd gone{state_->held.pidfd.get(), POLLIN, 0};
    ::poll(&gone, 1, 2000);
    siginfo_t info{};
    ::waitid(P_PIDFD, static_cast<id_t>(state_->held.pidfd.get()), &info, WEXITED | WNOHANG);
}

StartedSandbox::StartedSandbox(StartedSandbox&&) noexcept = default;

StartedSandbox& StartedSandbox::operator=(StartedSandbox&& other) noexcept {
    std::swap(state_, other.state_);
    return *this;
}

struct Sandbox::State : std::enable_shared_from_this<State> {
    State(const boost::asio::any_io_executor& executor, StartedSandbox::State&& from,
          std::function<void(ProcessEnd)> tell)
        : order(std::move(from.order)),
          ended(std::move(tell)),
          mode(from.mode),
          log(std::move(from.log)),
          started(from.started),
          held(std::move(from.held)),
          empty(executor, held.pidfd.release()),
          patience(executor),
          tick(executor) {
        ::fcntl(held.news.get(), F_SETFL, O_NONBLOCK);
        if (order.terminal)
            typist.emplace(executor, std::move(held.terminal), std::move(order.answers),
                           [this](std::string_view said) {
                               // What is beyond its limit ends it with the next tick; nobody reads it.
                               if (log.written() <= order.output_bytes) log.append(said);
                           });
    }

    void watch() {
        const auto self = shared_from_this();
        watch_end();
        patience.expires_after(order.wall_clock);
        patience.async_wait([self](error_code failed) {
            if (!failed) self->end(Limit::wall_clock);
        });
        watch_limits();
        if (typist) typist->listen(self);
    }

    // Readiness is a hint: only the kernel's word that the process is gone ends a case.
    void watch_end() {
        empty.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                         [self = shared_from_this()](error_code failed) {
                             if (failed || self->over) return;
                             if (self->gone())
                                 self->finish();
                             else
                                 self->watch_end();
                         });
    }

    bool gone() {
        siginfo_t info{};
        return ::waitid(P_PIDFD, static_cast<id_t>(empty.native_handle()), &info,
                        WEXITED | WNOHANG | WNOWAIT) != 0 ||
               info.si_pid != 0;
    }

    void watch_limits() {
        tick.expires_after(kTick);
        tick.async_wait([self = shared_from_this()](error_code failed) {
            if (failed || self->over) return;
            const auto most = self->order.memory_bytes;
            if (resident_bytes_below(self->held.init) > most &&
                proportional_bytes_below(self->held.init) > most)
                self->end(Limit::memory);
            else if (self->fills_its_disk())
                self->end(Limit::disk);
            else if (self->log.written() > self->order.output_bytes)
                self->end(Limit::output);
            else
                self->watch_limits();
        });
    }

    // In memory its directory has a size.
    bool fills_its_disk() const {
        const bool in_memory = order.fresh_directory && (!order.root.empty() || has_walls(mode));
        return !in_memory && !order.directory.empty() &&
               bytes_below(order.directory, order.scratch_bytes) > order.scratch_bytes;
    }

    // A program that has already ended by itself is not ended by us.
    void end(Limit why) {
        if (over || ordered || wait_status()) return;
        ordered = true;
        limit = why;
        struck = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started);
        strike();
    }

    // The kernel ends a namespace with its init; the guard of a process group ends it when its leash goes.
    void strike() {
        if (mode == SandboxMode::process_group)
            held.leash.reset();
        else
            ::syscall(SYS_pidfd_send_signal, empty.native_handle(), SIGKILL, nullptr, 0);
    }

    const std::optional<int>& wait_status() {
        int word = 0;
        if (!status && ::read(held.news.get(), &word, sizeof word) == sizeof word) status = word;
        return status;
    }

    void reap() {
        siginfo_t info{};
        ::waitid(P_PIDFD, static_cast<id_t>(empty.native_handle()), &info, WEXITED | WNOHANG);
    }

    void finish() {
        over = true;
        const auto took = Clock::now() - started;
        patience.cancel();
        tick.cancel();
        if (typist) typist->stop();
        reap();
        ProcessEnd end;
        end.limit = limit;
        end.took = std::chrono::duration_cast<std::chrono::milliseconds>(took);
        end.struck = ordered ? struck : end.took;
        // A flood that outran the tick died of RLIMIT_FSIZE, or of a full log: the limit is the cause.
        if (!ordered && log.written() > order.output_bytes) end.limit = Limit::output;
        if (!ordered && end.limit == Limit::none) tell_how(end);
        end.output = log.take(order.output_bytes, order.secrets);
        if (auto tell = std::exchange(ended, nullptr)) tell(std::move(end));
    }

    void tell_how(ProcessEnd& end) {
        const auto& word = wait_status();
        if (!word)
            end.signal = SIGKILL;  // somebody killed the whole sandbox, its init included
        else if (WIFSIGNALED(*word))
            end.signal = WTERMSIG(*word);
        else
            end.exit = WEXITSTATUS(*word);
    }

    // Nobody waits for the end any more: make it now. The bound is for a process that the kernel cannot end.
    void abandon() {
        ended = nullptr;
        patience.cancel();
        tick.cancel();
        if (typist) typist->stop();
        if (!over) {
            over = true;
            strike();
            pollfd gone{empty.native_handle(), POLLIN, 0};
            ::poll(&gone, 1, 2000);
            reap();
        }
        empty.cancel();
    }

    SandboxOrder order;
    std::function<void(ProcessEnd)> ended;
    SandboxMode mode;
    LogFile log;
    Clock::time_point started;
    Held held;
    boost::asio::posix::stream_descriptor empty;  // the pidfd
    boost::asio::steady_timer patience;
    boost::asio::steady_timer tick;
    std::optional<Typist> typist;
    std::optional<int> status;
    Limit limit = Limit::none;
    std::chrono::milliseconds struck{0};
    bool ordered = false;  // we ended it
    bool over = false;
};

Sandbox::Sandbox(boost::asio::any_io_executor executor, StartedSandbox started,
                 std::function<void(ProcessEnd)> ended) {
    const auto from = std::exchange(started.state_, nullptr);
    state_ = std::make_shared<State>(executor, std::move(*from), std::move(ended));
    state_->watch();
}

Sandbox::Sandbox(boost::asio::any_io_executor executor, SandboxOrder order,
                 std::function<void(ProcessEnd)> ended)
    : Sandbox(std::move(executor), StartedSandbox(std::move(order)), std::move(ended)) {}

Sandbox::~Sandbox() {
    if (state_) state_->abandon();
}

Sandbox::Sandbox(Sandbox&&) noexcept = default;

Sandbox& Sandbox::operator=(Sandbox&& other) noexcept {
    std::swap(state_, other.state_);
    return *this;
}

void Sandbox::kill(Limit why) { state_->end(why); }

}  // namespace badrdp::harness
