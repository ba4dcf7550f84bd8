// An axis of a sweep: a name, a unit, the values, and how a value changes a scenario.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/data/scenario/scenario.h"

namespace badrdp::harness {

enum class Unit : std::uint8_t { bytes, bits, time, share, rate };

struct AxisKind {
    std::string_view name;  // "path.mtu"
    Unit unit;
    std::string_view what;  // one line for a person
    double least;
    double most;
    void (*apply)(Scenario& scenario, double value);
};
std::span<const AxisKind> axis_kinds();

// Values in the unit's base: bytes, bits, milliseconds, a share of one, bits in a second.
struct Axis {
    const AxisKind* kind = nullptr;
    std::vector<double> values{};
};

inline constexpr std::size_t kMostValues = 10'000;  // of one axis

// "path.mtu=500..1500:50", "path.rtt=10ms..2s", "path.loss=0%,1%,5%", "certificate.size=1k..16k:x2". Without
// a step a range doubles if its end is four times its beginning or more, and has ten steps otherwise. What is
// wrong, in words that name the axis.
std::expected<Axis, std::string> parse_axis(std::string_view text);

std::string value_text(Unit unit, double value);  // "1500", "10 ms", "5%", "256 kbit/s"
std::string_view unit_text(Unit unit);            // of the numbers in a CSV: "bytes", "ms"

}  // namespace badrdp::harness
