// Files and folders of ours: private ones, and data files that are written anew.
#pragma once

#include <filesystem>
#include <string_view>

namespace badrdp::harness {

// Each throws std::system_error, which names the file.
void make_private_folder(const std::filesystem::path& folder);  // with its parents, each 0700
void remove_folder(const std::filesystem::path& folder);
void write_private(const std::filesystem::path& file, std::string_view text);  // 0600

// Whoever reads it meanwhile sees the old file or the new one. Its folder is made if it is not there.
void replace_file(const std::filesystem::path& file, std::string_view text);

}  // namespace badrdp::harness
