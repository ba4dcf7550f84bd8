// A folder of 0700 below the system's temporary one that vanishes with its owner.
#pragma once

#include <filesystem>
#include <vector>

#include "harness/os/fd.h"

namespace badrdp::harness {

class PrivateFolder {
public:
    PrivateFolder();  // throws std::system_error
    ~PrivateFolder();
    PrivateFolder(const PrivateFolder&) = delete;
    PrivateFolder& operator=(const PrivateFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path around_;  // it, and a lock that is held while this lives
    std::filesystem::path path_;
    Fd lock_;
};

// Removes the private folders of this user whose owner was killed; what has no mark of ours in it, or an
// owner that lives, stays. Returns them.
std::vector<std::filesystem::path> sweep_private_folders();

}  // namespace badrdp::harness
