// One line that says how far a run is.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace badrdp::harness {

// "12 of 240 played, 1 to look at, 4 running, 23 s (about 7 min left)"; below 80 columns.
std::string progress_line(std::size_t done, std::size_t total, std::size_t failed, std::size_t running,
                          std::chrono::seconds taken);

}  // namespace badrdp::harness
