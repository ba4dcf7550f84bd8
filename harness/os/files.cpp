#include "harness/os/files.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>
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

constexpr mode_t kForOthers = 0666;

fs::path folder_around(const fs::path& file) {
    return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

// A regular file that is there, and no link to one.
std::optional<struct stat> old_file(const fs::path& file) {
    struct stat seen {};
    if (::lstat(file.c_str(), &seen) != 0 || !S_ISREG(seen.st_mode)) return std::nullopt;
    return seen;
}

// A file beside the one that it is to replace, whose mode and owner it takes; gone again unless it was put in
// its place.
class Replacement {
public:
    explicit Replacement(fs::path file)
        : file_(std::move(file)), beside_(file_.string() + fmt::format(".{}.new", ::getpid())) {
        const auto old = old_file(file_);
        const mode_t mode = old ? old->st_mode & kForOthers : kForOthers;
        fd_ = Fd(::open(beside_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode),
                 "cannot create " + beside_.string());
        if (old) be_like(*old);
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
    // Who may not give files away may still be of its group; where neither is allowed, it is ours.
    void be_like(const struct stat& old) {
        const bool given = ::fchown(fd_.get(), old.st_uid, old.st_gid) == 0 ||
                           ::fchown(fd_.get(), static_cast<uid_t>(-1), old.st_gid) == 0;
        const mode_t kept = given ? old.st_mode & 0777 : old.st_mode & 0707;  // of another group's file
        if (::fchmod(fd_.get(), kept) != 0 && errno != EPERM) fail(errno, "cannot write", beside_);
    }

    fs::path file_;
    fs::path beside_;
    Fd fd_;
    bool in_place_ = false;
};

// What something can be put beside: not a pipe, not a device, nor what lies where we may not write.
bool is_replaceable(const fs::path& file) {
    std::error_code none;
    const auto seen = fs::symlink_status(file, none);
    if (!fs::exists(seen)) return true;
    const bool is_file = fs::is_regular_file(seen) || fs::is_symlink(seen);
    return is_file && ::access(folder_around(file).c_str(), W_OK) == 0;
}

// What a process has open is found there under a number, and looks like a link: to a file that somebody
// writes to by its descriptor, or to a pipe, which has no name.
bool is_in_proc(const fs::path& file) {
    struct statfs around {};
    return ::statfs(folder_around(file).c_str(), &around) == 0 && around.f_type == PROC_SUPER_MAGIC;
}

// Where a name leads, also if nothing is there yet; what lies in /proc leads no further.
fs::path led_to(const fs::path& name) {
    constexpr int kMostLinks = 40;  // as many as the kernel follows [path_resolution(7)]
    auto file = name;
    for (int i = 0; i < kMostLinks; ++i) {
        std::error_code no_link;
        if (is_in_proc(file)) return file;
        const auto next = fs::read_symlink(file, no_link);
        if (no_link) return file;
        file = next.is_absolute() || !file.has_parent_path() ? next : file.parent_path() / next;
    }
    fail(ELOOP, "cannot open", name);
}

// A descriptor of our own is written to where it stands: what is told through it meanwhile comes before or
// behind, and is not written over.
Fd open_where_it_is(const fs::path& file) {
    std::error_code none;
    const auto name = file.filename().string();
    int number = -1;
    std::from_chars(name.data(), name.data() + name.size(), number);
    if (number >= 0 && fs::equivalent(folder_around(file), "/proc/self/fd", none))
        return Fd(::fcntl(number, F_DUPFD_CLOEXEC, 0), "cannot open " + file.string());
    return Fd(::open(file.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC), "cannot open " + file.string());
}

void write_where_it_is(const fs::path& file, std::string_view text) {
    const auto fd = open_where_it_is(file);
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
    if (!is_replaceable(file)) return write_where_it_is(file, text);
    Replacement replacement(file);
    replacement.write(text);
    if (!replacement.put_in_place()) write_where_it_is(file, text);
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
    if (!there) ::unlink(led_to(file).c_str());  // a link to nothing stays one
    return {};
}

void replace_file(const fs::path& name, std::string_view text) {
    const auto file = led_to(name);
    if (is_in_proc(file)) return write_where_it_is(file, text);
    if (file.has_parent_path()) fs::create_directories(file.parent_path());
    if (!is_replaceable(file)) return write_where_it_is(file, text);
    Replacement replacement(file);
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
