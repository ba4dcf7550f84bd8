// Durations and sizes as people write them in scenario files: "10s", "-1d", "16KiB".
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace badrdp::harness {

// One whole number and its unit: ms, s, m, h or d; a minus sign in front means the past.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);
// In the largest unit that says it exactly: 90 s is "90s", 120 s is "2m".
std::string duration_text(std::chrono::milliseconds duration);

// Bytes: "512", "16KiB", "1MiB".
std::optional<std::size_t> parse_size(std::string_view text);

}  // namespace badrdp::harness
