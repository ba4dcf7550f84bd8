// Values as a TOML file has them: the one place where text gets its quotes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace badrdp::harness {

// A basic string, which is read back as the same text whatever is in it.
std::string toml_string(std::string_view text);

// A key, in quotes only if it needs them.
std::string toml_key(std::string_view key);

// An array of values that are written already.
std::string toml_list(const std::vector<std::string>& values);

std::vector<std::string> toml_strings(const std::vector<std::string>& texts);

}  // namespace badrdp::harness
