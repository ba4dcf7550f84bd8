#include "harness/live/proxy/splice.h"

#include <fcntl.h>

#include <boost/asio/post.hpp>
#include <cerrno>
#include <csignal>
#include <utility>

namespace badrdp::harness {

using boost::system::error_code;

namespace {

// What a pipe of this machine holds at most, unless root says otherwise.
constexpr std::size_t kPipe = 1u << 20;
constexpr int kRounds = 64;

ssize_t move_bytes(int from, int to, std::size_t size) {
    return ::splice(from, nullptr, to, nullptr, size, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
}

// A socket whose other end is gone would end this process: the call says so instead.
void stay_when_nobody_reads() {
    sigset_t broken_pipe;
    ::sigemptyset(&broken_pipe);
    ::sigaddset(&broken_pipe, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
}

error_code last_error() { return {errno, boost::system::system_category()}; }

}  // namespace

Splice::Splice(Socket& from, Socket& to, Pipe pipe, Over over)
    : from_(from), to_(to), over_(std::move(over)), pipe_(std::move(pipe)) {
    thread_local const bool once = (stay_when_nobody_reads(), true);
    static_cast<void>(once);
    ::fcntl(pipe_.write.get(), F_SETPIPE_SZ,
            static_cast<int>(kPipe));  // else it is smaller, and serves as well
    error_code ignored;                // then the first splice says so
    from_.native_non_blocking(true, ignored);
    to_.native_non_blocking(true, ignored);
}

void Splice::start() { carry(); }

// Goes on for as long as something moves; after some rounds others have their turn.
void Splice::carry() {
    for (int round = 0; round < kRounds; ++round) {
        const auto size = move_bytes(from_.native_handle(), pipe_.write.get(), kPipe);
        if (size == 0) return end(from_, boost::asio::error::eof);
        if (size < 0 && errno == EAGAIN) return wait(from_, Socket::wait_read);
        if (size < 0) return end(from_, last_error());
        inside_ += static_cast<std::size_t>(size);
        if (!drain()) return;
    }
    boost::asio::post(from_.get_executor(), [self = shared_from_this()] { self->go_on(); });
}

// False: some of it waits, or it is over.
bool Splice::drain() {
    while (inside_ > 0) {
        const auto size = move_bytes(pipe_.read.get(), to_.native_handle(), inside_);
        if (size > 0) {
            inside_ -= static_cast<std::size_t>(size);
        } else if (size < 0 && errno == EAGAIN) {
            return wait(to_, Socket::wait_write), false;
        } else {
            return end(to_, last_error()), false;
        }
    }
    return true;
}

void Splice::wait(Socket& of, Socket::wait_type what) {
    of.async_wait(what, [self = shared_from_this(), &of](error_code error) {
        if (!self->over_) return;
        if (error) return self->end(of, error);
        self->go_on();
    });
}

void Splice::go_on() {
    if (over_ && drain()) carry();
}

void Splice::end(Socket& of, error_code error) {
    if (const auto over = std::exchange(over_, nullptr)) over(of, error);
}

}  // namespace badrdp::harness
