// Versions and ranges of versions: "2.11.7", ">=2 <3".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace badrdp::harness {

enum class Comparison { less, at_most, equal, at_least, more };

struct Bound {
    Comparison comparison;
    std::vector<unsigned> version;
};

// Nothing if it is not numbers with dots between them.
std::optional<std::vector<unsigned>> parse_version(std::string_view text);

// Bounds with blanks between them, all of which must hold. Nothing if one is not understood.
std::optional<std::vector<Bound>> parse_range(std::string_view text);

// "2.11.7" against ">=2 <3".
bool version_matches(std::string_view version, std::string_view range);

}  // namespace badrdp::harness
