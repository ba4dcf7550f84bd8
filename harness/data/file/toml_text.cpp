#include "harness/data/file/toml_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace badrdp::harness {

std::string toml_string(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            out += {'\\', c};
        else if (byte < 0x20 || byte == 0x7f)
            out += fmt::format("\\u{:04x}", byte);
        else
            out += c;
    }
    return out + '"';
}

std::string toml_key(std::string_view key) {
    constexpr std::string_view bare = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const bool is_bare = !key.empty() && key.find_first_not_of(bare) == key.npos;
    return is_bare ? std::string(key) : toml_string(key);
}

std::string toml_list(const std::vector<std::string>& values) {
    return fmt::format("[{}]", fmt::join(values, ", "));
}

std::vector<std::string> toml_strings(const std::vector<std::string>& texts) {
    std::vector<std::string> out;
    for (const auto& text : texts) out.push_back(toml_string(text));
    return out;
}

}  // namespace badrdp::harness
