// A number's bytes, the lowest first.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>

namespace badrdp::auth {

template <std::unsigned_integral Number>
std::array<std::uint8_t, sizeof(Number)> little_endian(Number value) {
    std::array<std::uint8_t, sizeof(Number)> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(value >> (8 * i));
    return bytes;
}

}  // namespace badrdp::auth
