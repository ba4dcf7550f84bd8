#include "harness/os/narration.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <iterator>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

namespace badrdp::harness {

using namespace std::chrono_literals;

namespace {

constexpr auto kFarewell = 1s;

// A reader sees no difference, and a thousand lines cost one write.
constexpr auto kGather = 5ms;

bool write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

struct Narration::State {
    State(int given, std::size_t bound) : fd(given), most(bound) {}

    void write_until_over() {
        // Whoever stops reading for good is no reason to end: the write says so.
        sigset_t broken_pipe;
        ::sigemptyset(&broken_pipe);
        ::sigaddset(&broken_pipe, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
        std::unique_lock lock(mutex);
        for (;;) {
            something.wait(lock, [this] { return over || !waiting.empty(); });
            if (!over) something.wait_for(lock, kGather, [this] { return over; });
            if (waiting.empty()) break;
            const auto text = std::exchange(waiting, {});
            lock.unlock();
            const bool written = write_all(fd, text);
            lock.lock();
            gone |= !written;  // a terminal that was closed: nobody reads any more
        }
        done = true;
        something.notify_all();
    }

    void tell_of_left_out();

    const int fd;
    const std::size_t most;
    std::mutex mutex;
    std::condition_variable something;
    std::string waiting;
    std::size_t left_out = 0;
    bool over = false;
    bool gone = false;
    bool done = false;
};

Narration::Narration(int fd, std::size_t most) : state_(std::make_shared<State>(fd, most)) {
    std::thread([state = state_] { state->write_until_over(); }).detach();
}

Narration::~Narration() {
    std::unique_lock lock(state_->mutex);
    state_->over = true;
    state_->tell_of_left_out();
    state_->something.notify_all();
    state_->something.wait_for(lock, kFarewell, [this] { return state_->done; });
}

void Narration::State::tell_of_left_out() {
    if (const auto count = std::exchange(left_out, 0); count > 0)
        fmt::format_to(std::back_inserter(waiting), "... {} lines were left out: nobody read them\n", count);
}

void Narration::say(std::string_view line) {
    const std::lock_guard lock(state_->mutex);
    auto& state = *state_;
    if (state.gone) return;
    if (state.waiting.size() + line.size() > state.most) {
        ++state.left_out;
        return;
    }
    const bool was_empty = state.waiting.empty();
    state.tell_of_left_out();
    (state.waiting += line) += '\n';
    if (was_empty) state.something.notify_all();
}

}  // namespace badrdp::harness
