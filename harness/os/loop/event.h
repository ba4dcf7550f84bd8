// Something that happens once, and that coroutines of one loop can wait for, with a deadline or without.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

namespace badrdp::harness {

class Event {
public:
    explicit Event(boost::asio::any_io_executor executor)
        : timer_(executor, boost::asio::steady_timer::time_point::max()) {}

    void happen() {
        happened_ = true;
        timer_.cancel();
    }

    boost::asio::awaitable<void> wait() {
        while (!happened_) co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }

    // True: it happened. False: the time was up first. One waiter at a time.
    boost::asio::awaitable<bool> wait_for(std::chrono::milliseconds longest) {
        if (happened_) co_return true;
        timer_.expires_after(longest);
        if (!happened_) co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        timer_.expires_at(boost::asio::steady_timer::time_point::max());
        co_return happened_;
    }

private:
    boost::asio::steady_timer timer_;
    bool happened_ = false;
};

}  // namespace badrdp::harness
