#include "harness/data/client/version.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <compare>

#include "harness/data/client/adapter.h"

namespace badrdp::harness {
namespace {

constexpr std::array<std::pair<std::string_view, Comparison>, 5> kSigns{{{">=", Comparison::at_least},
                                                                         {"<=", Comparison::at_most},
                                                                         {">", Comparison::more},
                                                                         {"<", Comparison::less},
                                                                         {"=", Comparison::equal}}};

// Only as many parts count as the bound has: 2.11.7 is =2.11, and is not more than 2.
std::strong_ordering compare(std::vector<unsigned> version, const std::vector<unsigned>& bound) {
    version.resize(bound.size());
    return version <=> bound;
}

bool holds(const std::vector<unsigned>& version, const Bound& bound) {
    const auto order = compare(version, bound.version);
    switch (bound.comparison) {
        case Comparison::less: return order < 0;
        case Comparison::at_most: return order <= 0;
        case Comparison::equal: return order == 0;
        case Comparison::at_least: return order >= 0;
        case Comparison::more: return order > 0;
    }
    return false;
}

std::optional<Bound> parse_bound(std::string_view word) {
    for (const auto& [sign, comparison] : kSigns)
        if (word.starts_with(sign))
            if (auto version = parse_version(word.substr(sign.size())))
                return Bound{comparison, std::move(*version)};
    return std::nullopt;
}

}  // namespace

std::optional<std::vector<unsigned>> parse_version(std::string_view text) {
    std::vector<unsigned> out;
    for (const char *at = text.data(), *const end = at + text.size();;) {
        unsigned part = 0;
        const auto [next, error] = std::from_chars(at, end, part);
        if (error != std::errc{}) return std::nullopt;
        out.push_back(part);
        if (next == end) return out;
        if (*next != '.') return std::nullopt;
        at = next + 1;
    }
}

std::optional<std::vector<Bound>> parse_range(std::string_view text) {
    std::vector<Bound> out;
    while (!text.empty()) {
        const auto blank = std::min(text.find(' '), text.size());
        if (blank > 0) {
            auto bound = parse_bound(text.substr(0, blank));
            if (!bound) return std::nullopt;
            out.push_back(std::move(*bound));
        }
        text.remove_prefix(std::min(blank + 1, text.size()));
    }
    return out;
}

bool version_matches(std::string_view version, std::string_view range) {
    const auto bounds = parse_range(range);
    const auto parts = parse_version(version);
    if (!bounds) return false;
    if (bounds->empty()) return true;
    return parts && std::ranges::all_of(*bounds, [&](const Bound& bound) { return holds(*parts, bound); });
}

}  // namespace badrdp::harness
