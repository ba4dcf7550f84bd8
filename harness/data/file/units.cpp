#include "harness/data/file/units.h"

#include <array>
#include <charconv>
#include <cstdint>

namespace badrdp::harness {
namespace {

struct Unit {
    std::string_view name;
    std::int64_t factor;
};
constexpr std::array kSizes{Unit{"", 1}, Unit{"B", 1}, Unit{"KiB", 1024}, Unit{"MiB", 1024 * 1024}};

// Far above what any scenario needs, far below what overflows when it is multiplied.
constexpr std::int64_t kMostDays = 36'500;
constexpr std::int64_t kMostBytes = std::int64_t{1} << 30;

template <class Units>
std::optional<std::int64_t> parse(std::string_view text, const Units& units, std::int64_t most) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    const std::string_view suffix(end, static_cast<std::size_t>(text.data() + text.size() - end));
    for (const auto& unit : units) {
        if (unit.name != suffix) continue;
        if (number > most / unit.factor || number < -most / unit.factor) return std::nullopt;
        return number * unit.factor;
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
    const auto ms = parse(text, wire::kDurationUnits, kMostDays * 86'400'000);
    if (!ms) return std::nullopt;
    return std::chrono::milliseconds(*ms);
}

std::optional<std::size_t> parse_size(std::string_view text) {
    const auto bytes = parse(text, kSizes, kMostBytes);
    if (!bytes || *bytes < 0) return std::nullopt;
    return static_cast<std::size_t>(*bytes);
}

}  // namespace badrdp::harness
