// Numbers that have no name, as people write them: 0x20.
#pragma once

#include <array>
#include <charconv>
#include <cstdint>
#include <string>

namespace badrdp::wire {

inline std::string hex(std::uint64_t value) {
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.begin(), digits.end(), value, 16).ptr;
    return "0x" + std::string(digits.begin(), end);
}

}  // namespace badrdp::wire
