// The least that stands between a client and a server: accept, connect, and splice(2) both ways through
// pipes, in one thread with epoll. Nothing is looked at.
#pragma once

#include <cstdint>
#include <thread>

#include "harness/os/fd.h"

namespace badrdp::bench {

class SpliceRelay {
public:
    explicit SpliceRelay(std::uint16_t to);  // both on 127.0.0.1
    ~SpliceRelay();

    std::uint16_t port() const { return port_; }

private:
    void carry() const;

    std::uint16_t to_;
    harness::Fd listener_;
    harness::Pipe stop_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

}  // namespace badrdp::bench
