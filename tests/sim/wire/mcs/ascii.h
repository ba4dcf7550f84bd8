// The texts of a client's settings, as a person reads them.
#pragma once

#include <string>

#include "sim/wire/io/reader.h"

namespace badrdp::test {

// The text before the first zero; what is no ASCII character becomes '?'.
inline std::string ascii_of(wire::BytesView utf16) {
    std::string text;
    for (std::size_t i = 0; i + 1 < utf16.size(); i += 2) {
        if (utf16[i] == 0 && utf16[i + 1] == 0) break;
        const bool printable = utf16[i + 1] == 0 && utf16[i] >= ' ' && utf16[i] < 0x7f;
        text += printable ? static_cast<char>(utf16[i]) : '?';
    }
    return text;
}

}  // namespace badrdp::test
