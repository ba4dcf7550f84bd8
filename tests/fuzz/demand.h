// How a fuzz target tells libFuzzer that an oracle complains.
#pragma once

#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/oracle.h"

namespace badrdp::fuzz {

inline void demand_silence_of(const Complaint& complaint) {
    if (!complaint) return;
    std::fprintf(stderr, "oracle: %s\n", complaint->c_str());
    std::abort();
}

}  // namespace badrdp::fuzz
