// A run's progress on standard error: one line that is rewritten on a terminal, and one line every
// few seconds elsewhere.
#pragma once

#include <chrono>

#include "harness/play/runner.h"

namespace badrdp::harness {

class ProgressPrinter {
public:
    ProgressPrinter();
    void operator()(const Progress& now);
    void over() const;

private:
    bool terminal_;
    std::chrono::milliseconds next_{2000};
};

}  // namespace badrdp::harness
