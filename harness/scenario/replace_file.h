// A data file written anew in one step.
#pragma once

#include <filesystem>
#include <string_view>

namespace badrdp::harness {

// Whoever reads it meanwhile sees the old file or the new one. Its folder is made if it is not there. Throws
// std::system_error.
void replace_file(const std::filesystem::path& file, std::string_view text);

}  // namespace badrdp::harness
