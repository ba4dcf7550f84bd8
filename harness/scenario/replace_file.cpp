#include "harness/scenario/replace_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace badrdp::harness {
namespace {

[[noreturn]] void fail(int error, std::string_view what, const std::filesystem::path& file) {
    throw std::system_error(error, std::generic_category(), fmt::format("{} {}", what, file.string()));
}

// A file beside the one that it is to replace; gone again unless it was put in its place.
class Replacement {
public:
    explicit Replacement(std::filesystem::path file)
        : file_(std::move(file)), beside_(file_.string() + fmt::format(".{}.new", ::getpid())) {
        fd_ = ::open(beside_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
        if (fd_ < 0) fail(errno, "cannot create", beside_);
    }
    Replacement(const Replacement&) = delete;
    Replacement& operator=(const Replacement&) = delete;
    ~Replacement() {
        if (fd_ >= 0) ::close(fd_);
        ::unlink(beside_.c_str());
    }

    void write(std::string_view text) {
        while (!text.empty()) {
            const auto n = ::write(fd_, text.data(), text.size());
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) fail(errno, "cannot write", beside_);
            text.remove_prefix(static_cast<std::size_t>(n));
        }
    }

    void put_in_place() {
        if (::fsync(fd_) != 0) fail(errno, "cannot write", beside_);
        if (::rename(beside_.c_str(), file_.c_str()) != 0) fail(errno, "cannot replace", file_);
    }

private:
    std::filesystem::path file_;
    std::filesystem::path beside_;
    int fd_ = -1;
};

}  // namespace

void replace_file(const std::filesystem::path& file, std::string_view text) {
    std::filesystem::create_directories(file.parent_path());
    Replacement replacement(file);
    replacement.write(text);
    replacement.put_in_place();
}

}  // namespace badrdp::harness
