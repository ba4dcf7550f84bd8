// TOML text as a table, bounded: what it nests is counted before a library that recurses sees it.
#pragma once

#include <toml++/toml.h>
#include <expected>

#include <filesystem>
#include <string>
#include <string_view>

#include "harness/data/file/table.h"

namespace badrdp::harness {

inline constexpr std::size_t kLongestToml = 16u << 20;  // bytes of a file
inline constexpr std::size_t kMostKeyParts = 64;        // of "a.b.c"; ours have four

struct NoToml {
    Place at;
    std::string why;
};

// What is wrong is told in our own words, with the place where it is.
std::expected<toml::table, NoToml> parse_toml(std::string_view text);
std::expected<toml::table, NoToml> parse_toml_file(const std::filesystem::path& file);

}  // namespace badrdp::harness
