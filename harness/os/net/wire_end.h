// One end of a wire: a descriptor that gives and takes whole frames, and the queue of those that it does not
// take yet.
#pragma once

#include <unistd.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <deque>
#include <span>
#include <string>
#include <utility>

#include "harness/os/fd.h"
#include "sim/wire/io/malformed.h"

namespace badrdp::harness {

enum class Written : std::uint8_t { yes, later, refused };

struct QueuedFrame {
    wire::Bytes frame;
    std::string comment;
};

struct WireEnd {
    boost::asio::posix::stream_descriptor descriptor;
    std::deque<QueuedFrame> queue{};
    std::size_t queued = 0;  // bytes

    WireEnd(const boost::asio::any_io_executor& executor, Fd fd) : descriptor(executor, fd.release()) {
        descriptor.non_blocking(true);
    }

    // Bytes of the frame, 0 at the end, or -1 and errno.
    ssize_t read(std::span<std::uint8_t> into) {
        return again([&] { return ::read(raw(), into.data(), into.size()); });
    }

    Written write(wire::BytesView frame) {
        const auto size = again([&] { return ::write(raw(), frame.data(), frame.size()); });
        if (size >= 0) return Written::yes;
        return errno == EAGAIN ? Written::later : Written::refused;
    }

private:
    int raw() { return descriptor.native_handle(); }

    template <class Call>
    static ssize_t again(Call call) {
        for (;;)
            if (const ssize_t result = call(); result >= 0 || errno != EINTR) return result;
    }
};

}  // namespace badrdp::harness
