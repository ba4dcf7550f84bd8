// Work that would hold up the loop, done on a worker thread while the loop goes on.
#pragma once

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <exception>
#include <functional>

#include "harness/os/loop/event.h"

namespace badrdp::harness {

// Returns when `work` has; rethrows what it threw. It may touch what the waiting coroutine owns, and nothing
// that the loop uses meanwhile.
inline boost::asio::awaitable<void> offload(boost::asio::any_io_executor loop,
                                            boost::asio::thread_pool& workers, std::function<void()> work) {
    Event done(loop);
    std::exception_ptr trouble;
    const auto finish = [&done] { done.happen(); };
    boost::asio::post(workers, [&] {
        try {
            work();
        } catch (...) {
            trouble = std::current_exception();
        }
        boost::asio::post(loop, finish);
    });
    co_await done.wait();
    if (trouble) std::rethrow_exception(trouble);
}

}  // namespace badrdp::harness
