// When a TCP end takes a segment for lost [RFC 6298], and how much it may have on the way [RFC 5681].
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace badrdp::path {

using Time = std::chrono::nanoseconds;

// Linux sends no smaller segments (net.ipv4.tcp_min_snd_mss), whatever a router or a peer says.
inline constexpr std::size_t kSmallestMss = 48;

// RFC 6298 with Linux' bounds: it waits at least 200 ms, where the RFC has a second.
class RetransmissionTimeout {
public:
    void measured(Time round_trip) {
        if (!smoothed_) {
            smoothed_ = round_trip;
            variation_ = round_trip / 2;
        } else {
            const auto off = *smoothed_ > round_trip ? *smoothed_ - round_trip : round_trip - *smoothed_;
            variation_ += (off - variation_) / 4;
            smoothed_ = *smoothed_ + (round_trip - *smoothed_) / 8;
        }
        answered();
    }
    // Something new was acknowledged: with timestamps, as Linux has them, that is a measurement whether or
    // not the segment went twice, and ends the backing off.
    void answered() {
        if (smoothed_) value_ = std::min(*smoothed_ + std::max(4 * variation_, kShortest), kLongest);
    }
    void back_off() { value_ = std::min(2 * value_, kLongest); }  // [5.5]
    void lost_syn() { value_ = std::chrono::seconds(3); }         // [5.7]
    Time value() const { return value_; }

    static constexpr Time kShortest = std::chrono::milliseconds(200);
    static constexpr Time kLongest = std::chrono::seconds(120);

private:
    std::optional<Time> smoothed_;
    Time variation_{0};
    Time value_ = std::chrono::seconds(1);  // [2.1]
};

// Slow start, congestion avoidance and NewReno's fast recovery, in bytes.
class CongestionWindow {
public:
    explicit CongestionWindow(std::size_t mss)
        : window_(std::min(10 * mss, std::max<std::size_t>(2 * mss, 14600))) {}  // [RFC 6928 2]

    std::size_t size() const { return window_; }

    void acked(std::size_t bytes, std::size_t mss) {
        if (window_ < threshold_)
            window_ +=
                std::min(bytes, 2 * mss);  // [RFC 5681 3.1 (2), counted in bytes as RFC 3465 2.2 has it]
        else
            window_ += std::max<std::size_t>(1, mss * mss / window_);  // [(3)]
    }
    // [RFC 6582 3.2]: the third duplicate, each further one, an acknowledgement of only a part, and the end.
    void lost_one(std::size_t flight, std::size_t mss) {
        threshold_ = std::max(flight / 2, 2 * mss);
        window_ = threshold_ + 3 * mss;
    }
    void another_duplicate(std::size_t mss) { window_ += mss; }
    void partly_acked(std::size_t bytes, std::size_t mss) {
        window_ -= std::min(window_ - std::min(window_, mss), bytes);
        if (bytes >= mss) window_ += mss;
    }
    void recovered() { window_ = threshold_; }
    // [RFC 5681 3.1 (4)]
    void timed_out(std::size_t flight, std::size_t mss) {
        threshold_ = std::max(flight / 2, 2 * mss);
        window_ = mss;
    }

private:
    std::size_t window_;
    std::size_t threshold_ = SIZE_MAX;
};

}  // namespace badrdp::path
