// std::ranges::contains, which the library of g++ 12 lacks.
#pragma once

#include <algorithm>
#include <ranges>

namespace badrdp::harness {

template <std::ranges::input_range Range, class Value>
bool contains(const Range& range, const Value& value) {
    return std::ranges::find(range, value) != std::ranges::end(range);
}

}  // namespace badrdp::harness
