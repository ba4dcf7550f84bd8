// Inputs of readers that read files: a folder in memory where there is one, that goes with the fuzz target.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace badrdp::fuzz {

class FolderOfInput {
public:
    FolderOfInput() {
        auto name =
            std::string(::access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp") + "/badrdp-fuzz-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr) std::abort();
        path_ = name;
    }
    ~FolderOfInput() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    FolderOfInput(const FolderOfInput&) = delete;
    FolderOfInput& operator=(const FolderOfInput&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path write(const std::filesystem::path& name, std::string_view text) const {
        const auto file = path_ / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
        return file;
    }

private:
    std::filesystem::path path_;
};

}  // namespace badrdp::fuzz
