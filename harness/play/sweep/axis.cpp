#include "harness/play/sweep/axis.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "harness/data/file/nearest.h"
#include "harness/data/scenario/load.h"

namespace badrdp::harness {
namespace {

using std::chrono::nanoseconds;

// The scenario's own impairment of this kind, or a new one behind the others.
template <class Deed>
Deed& deed_of(Scenario& scenario) {
    for (auto& impairment : scenario.path)
        if (auto* deed = std::get_if<Deed>(&impairment.deed)) return *deed;
    auto& fresh = scenario.path.emplace_back();
    return fresh.deed.emplace<Deed>();
}

nanoseconds from_ms(double ms) { return nanoseconds(std::llround(ms * 1e6)); }

constexpr double kDay = 86'400'000;

constexpr AxisKind kKinds[]{
    {"path.mtu", Unit::bytes, "IP packets above this size do not pass", 68, 65535,
     [](Scenario& s, double v) { deed_of<path::Mtu>(s).bytes = static_cast<std::size_t>(v); }},
    {"path.rtt", Unit::time, "round trip: half of it each way", 0, kDay,
     [](Scenario& s, double v) { deed_of<path::Delay>(s).by = from_ms(v / 2); }},
    {"path.jitter", Unit::time, "up to so much more each way", 0, kDay,
     [](Scenario& s, double v) { deed_of<path::Delay>(s).jitter = from_ms(v); }},
    {"path.loss", Unit::share, "share of packets that is lost", 0, 1,
     [](Scenario& s, double v) { deed_of<path::Lose>(s).share = v; }},
    {"path.duplicate", Unit::share, "share of packets that arrives twice", 0, 1,
     [](Scenario& s, double v) { deed_of<path::Duplicate>(s).share = v; }},
    {"path.corrupt", Unit::share, "share of packets in which a bit flips", 0, 1,
     [](Scenario& s, double v) { deed_of<path::Corrupt>(s).share = v; }},
    {"path.rate", Unit::rate, "bits in a second", 1000, 1e12,
     [](Scenario& s, double v) { deed_of<path::Rate>(s).bits_per_second = static_cast<std::uint64_t>(v); }},
    {"certificate.size", Unit::bytes, "the chain is padded to about so much", 0, 1 << 20,
     [](Scenario& s, double v) { s.host.certificate.pad_to = static_cast<std::size_t>(v); }},
    {"certificate.key_bits", Unit::bits, "of the host's RSA key", 512, 8192,
     [](Scenario& s, double v) {
         s.host.certificate.key = host::KeyKind::rsa;
         s.host.certificate.bits = static_cast<unsigned>(v);
     }},
};

struct Suffix {
    Unit unit;
    std::string_view text;
    double factor;
};

// The longer first, where one ends like another.
constexpr Suffix kSuffixes[]{
    {Unit::bytes, "KiB", 1024}, {Unit::bytes, "MiB", 1 << 20}, {Unit::bytes, "k", 1024},
    {Unit::bytes, "", 1},       {Unit::bits, "", 1},           {Unit::time, "ms", 1},
    {Unit::time, "us", 0.001},  {Unit::time, "s", 1000},       {Unit::share, "%", 0.01},
    {Unit::rate, "kbit", 1e3},  {Unit::rate, "Mbit", 1e6},     {Unit::rate, "Gbit", 1e9},
    {Unit::rate, "bit", 1},
};

std::optional<double> number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

// Parts of a value are rounded away, so that "0.1%" and ten steps of it meet in one number.
double tidy(Unit unit, double value) {
    const double grain = unit == Unit::share ? 1e-9 : unit == Unit::time ? 1e-6 : 1;
    return std::round(value / grain) * grain;
}

std::string_view example(Unit unit) {
    switch (unit) {
        case Unit::bytes: return "500, 4k or 1MiB";
        case Unit::bits: return "2048";
        case Unit::time: return "10ms or 2s";
        case Unit::share: return "5% or 0%";
        case Unit::rate: return "256kbit or 10Mbit";
    }
    return "";
}

std::optional<double> parse_value(Unit unit, std::string_view text) {
    for (const auto& suffix : kSuffixes)
        if (suffix.unit == unit && text.ends_with(suffix.text))
            if (const auto value = number(text.substr(0, text.size() - suffix.text.size())))
                return tidy(unit, *value * suffix.factor);
    return std::nullopt;
}

using Values = std::expected<std::vector<double>, std::string>;

// From `a` on, each made of the one before it, as far as `b`; `b` itself comes last.
template <class Next>
Values walk(Unit unit, double a, double b, Next next) {
    std::vector<double> values;
    for (double value = a; tidy(unit, value) < b; value = next(value)) {
        values.push_back(tidy(unit, value));
        if (values.size() == kMostValues) return std::unexpected("more than 10000 values");
    }
    values.push_back(b);
    return values;
}

Values parse_range(Unit unit, std::string_view text, std::size_t dots) {
    const auto colon = text.find(':', dots);
    const auto a = parse_value(unit, text.substr(0, dots));
    const auto b = parse_value(unit, text.substr(dots + 2, colon - std::min(colon, dots + 2)));
    if (!a || !b)
        return std::unexpected(fmt::format("'{}' is no range of values such as {}", text, example(unit)));
    if (*a >= *b) return std::unexpected(fmt::format("the range '{}' does not rise", text));
    if (colon == std::string_view::npos) {
        if (*a > 0 && *b / *a >= 4) return walk(unit, *a, *b, [](double v) { return v * 2; });
        return walk(unit, *a, *b, [step = (*b - *a) / 10](double v) { return v + step; });
    }
    const auto step = text.substr(colon + 1);
    if (step.starts_with('x')) {
        const auto factor = number(step.substr(1));
        if (!factor || *factor <= 1 || *a <= 0)
            return std::unexpected(fmt::format("'{}' is no factor above 1 for a range above 0", step));
        return walk(unit, *a, *b, [&](double v) { return v * *factor; });
    }
    const auto width = parse_value(unit, step);
    if (!width || *width <= 0) return std::unexpected(fmt::format("'{}' is no step above 0", step));
    return walk(unit, *a, *b, [&](double v) { return v + *width; });
}

Values parse_list(Unit unit, std::string_view text) {
    std::vector<double> values;
    for (std::size_t from = 0; from <= text.size();) {
        const auto comma = std::min(text.find(',', from), text.size());
        const auto word = text.substr(from, comma - from);
        const auto value = parse_value(unit, word);
        if (!value) return std::unexpected(fmt::format("'{}' is no value such as {}", word, example(unit)));
        values.push_back(*value);
        from = comma + 1;
    }
    return values;
}

std::string known_axes() {
    std::string out;
    for (const auto& kind : kKinds) out += (out.empty() ? "" : ", ") + std::string(kind.name);
    return out;
}

}  // namespace

std::span<const AxisKind> axis_kinds() { return kKinds; }

std::expected<Axis, std::string> parse_axis(std::string_view text) {
    const auto equals = text.find('=');
    const auto name = text.substr(0, equals);
    const auto kind = std::ranges::find(kKinds, name, &AxisKind::name);
    if (kind == std::end(kKinds)) {
        std::vector<std::string> names;
        for (const auto& known : kKinds) names.emplace_back(known.name);
        const auto near = nearest(name, names);
        return std::unexpected(fmt::format("no axis '{}'{}; there are: {}", name,
                                           near.empty() ? "" : fmt::format(" (did you mean '{}'?)", near),
                                           known_axes()));
    }
    if (equals == std::string_view::npos || equals + 1 == text.size())
        return std::unexpected(
            fmt::format("{}: which values? For example {}={}", name, name, example(kind->unit)));
    const auto values = text.substr(equals + 1);
    const auto dots = values.find("..");
    auto parsed = dots == std::string_view::npos ? parse_list(kind->unit, values)
                                                 : parse_range(kind->unit, values, dots);
    if (!parsed) return std::unexpected(fmt::format("{}: {}", name, parsed.error()));
    for (const auto value : *parsed)
        if (value < kind->least || value > kind->most)
            return std::unexpected(
                fmt::format("{}: {} is not between {} and {}", name, value_text(kind->unit, value),
                            value_text(kind->unit, kind->least), value_text(kind->unit, kind->most)));
    return Axis{&*kind, std::move(*parsed)};
}

std::string value_text(Unit unit, double value) {
    if (unit == Unit::share) return fmt::format("{:g}%", value * 100);
    if (unit == Unit::time)
        return value >= 1000 ? fmt::format("{:g} s", value / 1000) : fmt::format("{:g} ms", value);
    if (unit != Unit::rate) return fmt::format("{:.0f}", value);
    if (value >= 1e6) return fmt::format("{:g} Mbit/s", value / 1e6);
    return fmt::format("{:g} kbit/s", value / 1e3);
}

std::string_view unit_text(Unit unit) {
    switch (unit) {
        case Unit::bytes: return "bytes";
        case Unit::bits: return "bits";
        case Unit::time: return "ms";
        case Unit::share: return "share";
        case Unit::rate: return "bit/s";
    }
    return "";
}

}  // namespace badrdp::harness
