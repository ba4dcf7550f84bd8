// The least that carries frames between two descriptors: read and write, and nothing is known of them.
#pragma once

#include <thread>

#include "harness/os/fd.h"

namespace badrdp::bench {

class BareRelay {
public:
    BareRelay(harness::Fd one, harness::Fd other);
    ~BareRelay();

    std::thread& thread() { return thread_; }

private:
    void carry() const;

    harness::Fd one_;
    harness::Fd other_;
    harness::Pipe stop_;
    std::thread thread_;
};

}  // namespace badrdp::bench
