// Durations and sizes as people write them in scenario files: "10s", "-1d", "16KiB".
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

#include "sim/wire/io/duration_text.h"

namespace badrdp::harness {

// One whole number and its unit: ms, s, m, h or d; a minus sign in front means the past.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);
using wire::duration_text;  // and back

// Bytes: "512", "16KiB", "1MiB".
std::optional<std::size_t> parse_size(std::string_view text);

}  // namespace badrdp::harness
