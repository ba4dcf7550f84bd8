// Versions of TLS, as its records say them.
#pragma once

#include <cstdint>

namespace badrdp::host {

inline constexpr std::uint16_t kTls10 = 0x0301;
inline constexpr std::uint16_t kTls12 = 0x0303;
inline constexpr std::uint16_t kTls13 = 0x0304;

}  // namespace badrdp::host
