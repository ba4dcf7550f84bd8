#include "sim/wire/io/named.h"

namespace badrdp::wire {

std::string bits_in(std::span<const Named> family, std::uint32_t bits) {
    if (const auto none = name_in(family, 0); bits == 0) return none.empty() ? "0" : std::string(none);
    std::string text;
    for (const auto& row : family) {
        if (row.value == 0 || (bits & row.value) != row.value) continue;
        if (!text.empty()) text += '|';
        text += row.name;
        bits &= ~row.value;
    }
    if (bits != 0) text += (text.empty() ? "" : "|") + hex(bits);
    return text;
}

}  // namespace badrdp::wire
