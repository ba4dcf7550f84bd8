// A family of codes, each with its name: the one table from which logs, scenario files and lists take it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sim/wire/io/hex.h"

namespace badrdp::wire {

struct Named {
    std::uint32_t value;
    std::string_view name;    // the specification's
    std::string_view word{};  // of scenario files, where they have another

    constexpr std::string_view said() const { return word.empty() ? name : word; }
};

// Its name, or nothing.
constexpr std::string_view name_in(std::span<const Named> family, std::uint32_t value) {
    const auto found = std::ranges::find(family, value, &Named::value);
    return found == family.end() ? std::string_view() : found->name;
}

// Its name, or its number.
inline std::string text_in(std::span<const Named> family, std::uint32_t value) {
    const auto name = name_in(family, value);
    return name.empty() ? hex(value) : std::string(name);
}

// The names of the bits that are set, and the number of what is left: "SSL|HYBRID", "SSL|0x20", "0".
std::string bits_in(std::span<const Named> family, std::uint32_t bits);

}  // namespace badrdp::wire
