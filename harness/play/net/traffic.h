// How much one client may put on its network before it is ended: far more than any client sends before its
// desktop, and less than what is recorded, so that a flood is the client's doing and no loss of ours.
#pragma once

#include <cstddef>
#include <functional>
#include <utility>

namespace badrdp::harness {

struct TrafficLimits {
    std::size_t packets = 25'000;
    std::size_t bytes = 32u << 20;
    std::size_t questions = 10'000;  // to its name server, each of which is kept as a line
};

class Traffic {
public:
    // `flooded` is called once, when a limit is passed.
    explicit Traffic(std::function<void()> flooded = {}, TrafficLimits limits = {})
        : flooded_(std::move(flooded)), limits_(limits) {}

    void carried(std::size_t bytes) {
        ++packets_;
        bytes_ += bytes;
        if (packets_ > limits_.packets || bytes_ > limits_.bytes) flood();
    }
    // False: past the limit, so the line need not be kept.
    bool asked() {
        if (++questions_ > limits_.questions) flood();
        return questions_ <= limits_.questions;
    }
    bool flooded() const { return told_; }

private:
    void flood() {
        if (std::exchange(told_, true) || !flooded_) return;
        flooded_();
    }

    std::function<void()> flooded_;
    TrafficLimits limits_;
    std::size_t packets_ = 0;
    std::size_t bytes_ = 0;
    std::size_t questions_ = 0;
    bool told_ = false;
};

}  // namespace badrdp::harness
