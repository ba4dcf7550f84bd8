// Durations as people write them: "10s", "-1d".
#pragma once

#include <array>
#include <chrono>
#include <string>
#include <string_view>

namespace badrdp::wire {

struct DurationUnit {
    std::string_view name;
    std::int64_t factor;
};
inline constexpr std::array kDurationUnits{DurationUnit{"ms", 1}, DurationUnit{"s", 1'000},
                                           DurationUnit{"m", 60'000}, DurationUnit{"h", 3'600'000},
                                           DurationUnit{"d", 86'400'000}};

// In the largest unit that says it exactly: 90 s is "90s", 120 s is "2m".
inline std::string duration_text(std::chrono::milliseconds duration) {
    const std::int64_t ms = duration.count();
    if (ms == 0) return "0s";
    std::size_t i = kDurationUnits.size() - 1;
    while (ms % kDurationUnits[i].factor != 0) --i;
    return std::to_string(ms / kDurationUnits[i].factor) + std::string(kDurationUnits[i].name);
}

}  // namespace badrdp::wire
