// Bytes that real programs and specifications said: tests/golden/*.hex, whose first lines tell which and how.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "sim/wire/io/malformed.h"
#include "tests/root.h"

namespace badrdp::test {

// "03 00 00 2c": pairs of digits, white space anywhere but inside a pair.
inline wire::Bytes from_hex(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    wire::Bytes bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == ' ' || text[i] == '\n') continue;
        const auto high = kDigits.find(text[i]);
        const auto low = i + 1 < text.size() ? kDigits.find(text[++i]) : kDigits.npos;
        if (high == kDigits.npos || low == kDigits.npos)
            throw std::runtime_error("no hex at character " + std::to_string(i));
        bytes.push_back(static_cast<std::uint8_t>(high << 4 | low));
    }
    return bytes;
}

inline wire::Bytes golden(std::string_view name) {
    const auto path =
        std::filesystem::path(badrdp::test::kProject) / "tests/golden" / (std::string(name) + ".hex");
    std::ifstream file(path);
    if (!file) throw std::runtime_error("cannot read " + path.string());
    std::string hex;
    for (std::string line; std::getline(file, line);)
        if (!line.starts_with('#')) hex += line + '\n';
    return from_hex(hex);
}

// Every one whose name begins like that, in order of their names: never an empty list.
inline std::vector<std::string> golden_names(std::string_view prefix) {
    std::vector<std::string> names;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::path(badrdp::test::kProject) / "tests/golden"))
        if (entry.path().extension() == ".hex" && entry.path().stem().string().starts_with(prefix))
            names.push_back(entry.path().stem().string());
    if (names.empty()) throw std::runtime_error("no golden bytes named " + std::string(prefix) + "*");
    std::ranges::sort(names);
    return names;
}

inline wire::Bytes joined(std::initializer_list<wire::BytesView> parts) {
    wire::Bytes all;
    for (const auto part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

}  // namespace badrdp::test
