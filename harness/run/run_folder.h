// The folder that one run leaves behind, and the sweeping of what dead runs could not.
#pragma once

#include <filesystem>
#include <string>
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

// What a run that was killed left in its folder and nobody wants: the clients' private homes. Returns the
// folders that were swept. A run that still holds its lock is left alone.
std::vector<std::filesystem::path> sweep(const std::filesystem::path& parent);

}  // namespace badrdp::harness
