// Base64 [RFC 4648 4]: bytes as text of 64 letters.
#pragma once

#include <string>
#include <string_view>

#include "sim/wire/io/malformed.h"

namespace badrdp::wire {

inline constexpr std::string_view kBase64Digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

inline std::string to_base64(BytesView bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const auto group = bytes.subspan(at, std::min<std::size_t>(3, bytes.size() - at));
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 3; ++i) bits = bits << 8 | (i < group.size() ? group[i] : 0u);
        for (std::size_t i = 0; i < 4; ++i)
            text += i <= group.size() ? kBase64Digits[bits >> (18 - 6 * i) & 0x3f] : '=';
    }
    return text;
}

}  // namespace badrdp::wire
