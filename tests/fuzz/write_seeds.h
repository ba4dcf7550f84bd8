// A folder of seeds, made anew: each text is a file of its own.
#pragma once

#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>

namespace badrdp::fuzz {

inline void write_seeds(const std::filesystem::path& folder, std::span<const std::string_view> seeds) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    for (std::size_t i = 0; i < seeds.size(); ++i)
        std::ofstream(folder / std::to_string(i), std::ios::binary) << seeds[i];
}

}  // namespace badrdp::fuzz
