// Whether a loop has stood still: because of work that it should not do, a machine that gave it no time, or a
// signal that stopped the process. What went on meanwhile was not what it would have been.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>

namespace badrdp::harness {

class Heartbeat {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds kEvery{100};

    // Beats on the loop from now on, until it is stopped or goes; to be used on the loop alone.
    explicit Heartbeat(boost::asio::any_io_executor loop) : timer_(loop) { beat(); }
    void stop() {
        stopped_ = true;
        timer_.cancel();
    }

    // The longest that it stood still since then; what a beat that is still to come is late by counts.
    std::chrono::milliseconds longest_since(Clock::time_point then) const;

private:
    struct Standstill {
        Clock::time_point over;
        Clock::duration length;
    };

    static constexpr Clock::duration kWorthKeeping = std::chrono::milliseconds(50);
    static constexpr std::size_t kMost = 4096;  // the oldest are forgotten

    void beat();

    boost::asio::steady_timer timer_;
    Clock::time_point due_{};
    bool stopped_ = false;
    std::deque<Standstill> stood_still_;
};

}  // namespace badrdp::harness
