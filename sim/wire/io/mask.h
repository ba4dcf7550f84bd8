// Sets of bits that the specification names: a type each, so that one is not taken for another, and open,
// because any value can be sent. An enumeration becomes one by `template <> inline constexpr bool kIsMask<E>
// = true;`.
#pragma once

#include <type_traits>
#include <utility>

namespace badrdp::wire {

template <class E>
inline constexpr bool kIsMask = false;

template <class E>
concept Mask = std::is_enum_v<E> && kIsMask<E>;

template <Mask E>
constexpr E operator|(E a, E b) {
    return E(std::to_underlying(a) | std::to_underlying(b));
}
template <Mask E>
constexpr E operator&(E a, E b) {
    return E(std::to_underlying(a) & std::to_underlying(b));
}
template <Mask E>
constexpr E& operator|=(E& a, E b) {
    return a = a | b;
}

// Whether the two have a bit in common.
template <Mask E>
constexpr bool has_any(E a, E b) {
    return std::to_underlying(a & b) != 0;
}

}  // namespace badrdp::wire
