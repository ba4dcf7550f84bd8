// Lets at most so many coroutines of one loop through at a time, in the order in which they came.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <deque>
#include <memory>
#include <utility>

#include "harness/os/loop/event.h"

namespace badrdp::harness {

class Gate {
public:
    Gate(boost::asio::any_io_executor executor, unsigned places) : executor_(executor), free_(places) {}

    // A place in the gate; it is given back when this goes, or is told to.
    class Place {
    public:
        explicit Place(Gate* gate) : gate_(gate) {}
        Place(Place&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)) {}
        Place& operator=(Place other) noexcept {
            std::swap(gate_, other.gate_);
            return *this;
        }
        ~Place() { leave(); }
        void leave() {
            if (auto* gate = std::exchange(gate_, nullptr)) gate->give_back();
        }

    private:
        Gate* gate_;
    };

    boost::asio::awaitable<Place> enter() {
        if (free_ > 0) {
            --free_;
            co_return Place(this);
        }
        auto turn = std::make_shared<Event>(executor_);
        waiting_.push_back(turn);
        co_await turn->wait();
        co_return Place(this);
    }

private:
    void give_back() {
        if (waiting_.empty()) {
            ++free_;
            return;
        }
        auto turn = std::move(waiting_.front());
        waiting_.pop_front();
        turn->happen();
    }

    boost::asio::any_io_executor executor_;
    unsigned free_;
    std::deque<std::shared_ptr<Event>> waiting_;
};

}  // namespace badrdp::harness
