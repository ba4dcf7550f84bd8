#include "harness/os/files.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include "harness/os/fd.h"

namespace badrdp::harness {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(int error, std::string_view what, const std::filesystem::path& file) {
    throw std::system_error(error, std::generic_category(), fmt::format("{} {}", what, file.string()));
}

void write_all(int fd, std::string_view text, const std::filesystem::path& file) {
    while (!text.empty()) {
        const auto written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail(errno, "cannot write", file);
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

void write_anew(const fs::path& file, std::string_view text, mode_t mode) {
    const Fd fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode),
                "cannot open " + file.string());
    write_all(fd.get(), text, file);
}

void sync(int fd, const fs::path& file) {
    if (::fsync(fd) != 0 && errno != EINVAL && errno != EROFS)  // a pipe has nothing to be synced
        fail(errno, "cannot write", file);
}

// A file beside the one that it is to replace; gone again unless it was put in its place.
class Replacement {
public:
    Replacement(fs::path file, mode_t mode)
        : file_(std::move(file)), beside_(file_.string() + fmt::format(".{}.new", ::getpid())) {
        fd_ = Fd(::open(beside_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode),
                 "cannot create " + beside_.string());
    }
    Replacement(const Replacement&) = delete;
    Replacement& operator=(const Replacement&) = delete;
    ~Replacement() {
        if (!in_place_) ::unlink(beside_.c_str());
    }

    void write(std::string_view text) { write_all(fd_.get(), text, beside_); }
    void sync_it() { sync(fd_.get(), beside_); }

    // False: something is mounted there.
    bool put_in_place() {
        in_place_ = ::rename(beside_.c_str(), file_.c_str()) == 0;
        if (!in_place_ && errno != EBUSY) fail(errno, "cannot replace", file_);
        return in_place_;
    }

private:
    fs::path file_;
    fs::path beside_;
    Fd fd_;
    bool in_place_ = false;
};

constexpr mode_t kForOthers = 0666;

// What something can be put beside: not a pipe, not a device, nor what lies where we may not write.
bool is_replaceable(const fs::path& file) {
    std::error_code none;
    const auto seen = fs::status(file, none);
    if (!fs::exists(seen)) return true;
    const auto around = file.has_parent_path() ? file.parent_path() : fs::path(".");
    return fs::is_regular_file(seen) && ::access(around.c_str(), W_OK) == 0;
}

void write_where_it_is(const fs::path& file, std::string_view text) {
    const Fd fd(::open(file.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC), "cannot open " + file.string());
    write_all(fd.get(), text, file);
    sync(fd.get(), file);
}

}  // namespace

void make_private_folder(const fs::path& folder) {
    if (folder.empty() || fs::is_directory(folder)) return;
    make_private_folder(folder.parent_path());
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
        throw std::system_error(errno, std::generic_category(), "cannot make the folder " + folder.string());
}

void remove_folder(const fs::path& folder) {
    std::error_code trouble;
    fs::remove_all(folder, trouble);
    if (trouble) throw std::system_error(trouble, "cannot remove " + folder.string());
}

void write_private(const fs::path& file, std::string_view text) { write_anew(file, text, 0600); }

void write_public(const fs::path& file, std::string_view text) {
    Replacement replacement(file, kForOthers);
    replacement.write(text);
    if (!replacement.put_in_place()) fail(EBUSY, "cannot replace", file);
}

std::string file_text(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string why_not_written(const fs::path& file) {
    const bool there = ::access(file.c_str(), F_OK) == 0;
    const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0600);
    if (fd < 0) return std::generic_category().message(errno);
    ::close(fd);
    if (!there) ::unlink(file.c_str());
    return {};
}

void replace_file(const fs::path& name, std::string_view text) {
    const auto file = fs::is_symlink(name) ? fs::weakly_canonical(name) : name;
    if (file.has_parent_path()) fs::create_directories(file.parent_path());
    if (!is_replaceable(file)) return write_where_it_is(file, text);
    Replacement replacement(file, kForOthers);
    replacement.write(text);
    replacement.sync_it();
    if (!replacement.put_in_place()) write_where_it_is(file, text);
}

std::size_t bytes_below(const fs::path& folder, std::size_t most) {
    constexpr std::size_t kLeast = 1024, kBlock = 512;  // st_blocks [stat(2)]
    std::size_t total = 0;
    std::error_code gone;
    fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, gone);
    for (; !gone && at != fs::recursive_directory_iterator() && total <= most; at.increment(gone)) {
        struct stat info {};
        if (::lstat(at->path().c_str(), &info) == 0)
            total += std::max(kLeast, static_cast<std::size_t>(info.st_blocks) * kBlock);
    }
    return total;
}

}  // namespace badrdp::harness
