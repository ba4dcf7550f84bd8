// A folder of 0700 below the system's temporary one that vanishes with its owner.
#pragma once

#include <filesystem>

namespace badrdp::harness {

class PrivateFolder {
public:
    PrivateFolder();  // throws std::system_error
    ~PrivateFolder();
    PrivateFolder(const PrivateFolder&) = delete;
    PrivateFolder& operator=(const PrivateFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace badrdp::harness
