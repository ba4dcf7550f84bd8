// Where a sandboxed program writes: private, only ever appended to, read back when the program is gone.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "harness/os/fd.h"
#include "sim/auth/secret.h"

namespace badrdp::harness {

class LogFile {
public:
    // Created 0600 whatever the umask; an earlier program's lines stay. Throws std::system_error.
    explicit LogFile(const std::filesystem::path& file);

    const Fd& fd() const { return fd_; }
    std::size_t start() const { return start_; }  // how long the file was before this program
    std::size_t written() const;

    void append(std::string_view text) const;  // what a program said that does not write here itself

    // The first `most` bytes that were written, and the file then holds no more of them; each of `secrets` is
    // replaced by asterisks, there and in the file.
    std::string take(std::size_t most, const std::vector<auth::Secret>& secrets);

private:
    std::size_t size() const;

    Fd fd_;
    std::size_t start_ = 0;
};

}  // namespace badrdp::harness
