// How many descriptors this process may have open.
#pragma once

#include <cstdint>

namespace badrdp::harness {

// As many as an administrator allows; returns how many that are. What programs are started later inherit it.
std::uint64_t raise_descriptor_limit();

}  // namespace badrdp::harness
