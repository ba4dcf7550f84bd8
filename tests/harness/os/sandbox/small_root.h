// A root file system that is just large enough to start a shell in.
#pragma once

#include <array>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/harness/os/sandbox/play.h"

namespace badrdp::harness::test {

inline void copy_into(const std::filesystem::path& root, const std::filesystem::path& file) {
    const auto to = root / file.relative_path();
    std::filesystem::create_directories(to.parent_path());
    std::filesystem::copy_file(file, to, std::filesystem::copy_options::skip_existing);
}

// A shell, a few programs, and the libraries that ldd names for them: all that a root needs to start one.
class SmallRoot {
public:
    SmallRoot() {
        for (const auto* name : {"sh", "cat", "ls", "mkdir", "head"}) {
            const auto program = std::filesystem::path("/usr/bin") / name;
            copy_into(path(), program);
            for (const auto& library : libraries_of(program)) copy_into(path(), library);
        }
        for (const auto* name : {"mnt", "var/lib", "opt"}) std::filesystem::create_directories(path() / name);
        std::filesystem::create_directory_symlink("usr/bin", path() / "bin");
        for (const auto* file :
             {"etc/hosts", "etc/resolv.conf", "etc/nsswitch.conf", "etc/passwd", "etc/group"})
            folder_.write("root/" + std::string(file), "of the root\n");
        folder_.write("root/usr/release", "another\n");
        std::filesystem::permissions(folder_.path(), static_cast<std::filesystem::perms>(0755));
    }
    std::filesystem::path path() const { return folder_ / "root"; }

    SandboxOrder order(const TempFolder& home, const std::string& script) const {
        auto out = shell(home, script);
        out.root = path();
        return out;
    }

private:
    static std::vector<std::filesystem::path> libraries_of(const std::filesystem::path& program) {
        std::vector<std::filesystem::path> out;
        FILE* const ldd = ::popen(("ldd " + program.string()).c_str(), "r");
        if (ldd == nullptr) throw std::runtime_error("cannot start ldd");
        std::array<char, 1024> line{};
        while (std::fgets(line.data(), static_cast<int>(line.size()), ldd) != nullptr) {
            const std::string_view text(line.data());
            const auto from = text.find('/');
            if (from != text.npos) out.emplace_back(text.substr(from, text.find(' ', from) - from));
        }
        ::pclose(ldd);
        return out;
    }

    TempFolder folder_;
};

}  // namespace badrdp::harness::test
