// The folder that one run leaves behind, and the sweeping of what dead runs could not.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "harness/client/fd.h"

namespace badrdp::harness {

// A folder of its own below `parent`, named after the time, mode 0700, locked for as long as this lives.
// `latest` beside it points to it.
class RunFolder {
public:
    explicit RunFolder(const std::filesystem::path& parent);

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
    Fd lock_;
};

// In a case's folder while it is played: the client's private HOME, and what it reads in place of this
// machine's names.
inline constexpr std::string_view kHome = "home";
inline constexpr std::string_view kNames = "names";

// What a run that was killed left in its folder and nobody wants: the folders above. Returns the
// folders that were swept. A run that still holds its lock is left alone.
std::vector<std::filesystem::path> sweep(const std::filesystem::path& parent);

}  // namespace badrdp::harness
