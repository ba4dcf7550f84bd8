// Words as strings of their own, for a message that lists them.
#pragma once

#include <string>
#include <vector>

namespace badrdp::harness {

template <class Words>
std::vector<std::string> strings(const Words& words) {
    return {words.begin(), words.end()};
}

}  // namespace badrdp::harness
