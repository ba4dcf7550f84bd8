#include "tests/bench/bare_relay.h"

#include <poll.h>

#include <array>

namespace badrdp::bench {
namespace {

// As many frames per wake-up as the wire takes.
void move(int from, int to) {
    std::array<char, 2048> frame;
    for (int i = 0; i < 64; ++i) {
        const auto size = ::read(from, frame.data(), frame.size());
        if (size <= 0 || ::write(to, frame.data(), static_cast<std::size_t>(size)) < 0) return;
    }
}

}  // namespace

BareRelay::BareRelay(harness::Fd one, harness::Fd other)
    : one_(std::move(one)),
      other_(std::move(other)),
      stop_(harness::make_pipe()),
      thread_([this] { carry(); }) {}

BareRelay::~BareRelay() {
    stop_.write.reset();
    thread_.join();
}

void BareRelay::carry() const {
    std::array<pollfd, 3> ready{
        {{one_.get(), POLLIN, 0}, {other_.get(), POLLIN, 0}, {stop_.read.get(), 0, 0}}};
    while (::poll(ready.data(), ready.size(), -1) > 0 && ready[2].revents == 0) {
        if (ready[0].revents != 0) move(one_.get(), other_.get());
        if (ready[1].revents != 0) move(other_.get(), one_.get());
    }
}

}  // namespace badrdp::bench
