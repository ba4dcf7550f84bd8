// Texts as exec takes them.
#pragma once

#include <string>
#include <vector>

namespace badrdp::harness {

// They point into `texts`, which must live longer and stay as it is; the last is null.
inline std::vector<char*> argv_of(const std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (const auto& text : texts) out.push_back(const_cast<char*>(text.c_str()));
    out.push_back(nullptr);
    return out;
}

}  // namespace badrdp::harness
