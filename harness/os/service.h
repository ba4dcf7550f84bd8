// A program of this machine that serves us for a while, and goes when we go.
#pragma once

#include <string>
#include <vector>

#include "harness/os/fd.h"

namespace badrdp::harness {

struct ServiceOrder {
    std::vector<std::string> command;      // its program with its path
    std::vector<std::string> environment;  // "NAME=value"; nothing else is inherited
    int output = -1;                       // where both its outputs go
    int ready = -1;                        // what it finds as descriptor 3; -1: nothing
};

class Service {
public:
    Service() = default;
    // std::system_error if it cannot be started. It dies with the thread that starts it.
    explicit Service(const ServiceOrder& order);
    ~Service() { stop(); }
    Service(Service&& other) noexcept;
    Service& operator=(Service&& other) noexcept;

    void stop();  // SIGTERM, and SIGKILL for who does not heed it
    bool is_up() const;
    int pidfd() const { return pidfd_.get(); }  // readable once it has ended

private:
    int pid_ = 0;
    Fd pidfd_;
};

}  // namespace badrdp::harness
