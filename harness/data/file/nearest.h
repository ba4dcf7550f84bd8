// The name that somebody may have meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace badrdp::harness {

// The name among `candidates` nearest to `wanted` by edit distance, if any is near, or one that it begins;
// for "did you mean".
std::string nearest(std::string_view wanted, const std::vector<std::string>& candidates);

}  // namespace badrdp::harness
