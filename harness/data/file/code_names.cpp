#include "harness/data/file/code_names.h"

#include <toml++/toml.h>

#include <charconv>

#include "harness/data/file/data_file.h"

namespace badrdp::harness {
namespace {

// "0xC000006D" or "133": a key of [code].
std::optional<std::uint32_t> number_of(std::string_view key) {
    const bool hex = key.starts_with("0x");
    if (hex) key.remove_prefix(2);
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), number, hex ? 16 : 10);
    if (error != std::errc{} || end != key.data() + key.size()) return std::nullopt;
    return number;
}

}  // namespace

std::string folded_name(std::string_view name) {
    std::string out;
    for (const char c : name)
        if (c != '_') out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

std::map<std::string, std::uint32_t, std::less<>> code_names(const std::filesystem::path& root,
                                                             const std::string& family) {
    std::map<std::string, std::uint32_t, std::less<>> out;
    Reading reading(root / "codes" / (family + ".toml"));
    reading.variants = false;
    const auto file = parse_file(reading);
    const auto* codes = file ? file->get_as<toml::table>("code") : nullptr;
    if (!codes) return out;
    for (const auto& [key, node] : *codes) {
        const auto number = number_of(key.str());
        const auto* code = node.as_table();
        if (!number || !code) continue;
        if (const auto name = (*code)["name"].value<std::string>()) out.emplace(*name, *number);
        if (const auto* aka = (*code)["aka"].as_array())
            for (const auto& other : *aka)
                if (const auto name = other.value<std::string>()) out.emplace(*name, *number);
    }
    return out;
}

}  // namespace badrdp::harness
