#include "harness/os/run_folder.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <array>
#include <chrono>
#include <optional>
#include <random>

#include "harness/os/files.h"

namespace badrdp::harness {

namespace fs = std::filesystem;

namespace {

constexpr const char* kLock = ".lock";      // in a run's folder
constexpr const char* kMarked = ".played";  // in a case's folder, beside what may be swept
constexpr std::string_view kMarkBegins = "badrdp run ";
constexpr std::size_t kLongestMark = 80;

std::string stamp() {
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    return fmt::format("{:%Y%m%dT%H%M%SZ}", fmt::gmtime(now));
}

// Nobody writes these words by chance, and no two runs write the same.
std::string new_mark() {
    std::random_device device;
    return fmt::format("{}{:08x}{:08x}{:08x}{:08x}\n", kMarkBegins, device(), device(), device(), device());
}

// What a regular file says, when it is as short as a mark; a link is not followed.
std::string mark_in(const fs::path& file) {
    const auto raw = ::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (raw < 0) return {};
    const Fd fd(raw, file.string());
    std::array<char, kLongestMark> text{};
    const auto got = ::read(fd.get(), text.data(), text.size());
    return got <= 0 ? std::string() : std::string(text.data(), static_cast<std::size_t>(got));
}

// What cannot be looked at is somebody else's.
bool is_own_folder(const fs::path& path) {
    std::error_code not_ours;
    return fs::is_directory(fs::symlink_status(path, not_ours));
}

// Why this user may not write there, where that can be known, and the way out.
std::string whose(const fs::path& folder, int error) {
    struct stat seen {};
    const bool theirs = ::stat(folder.c_str(), &seen) == 0 && seen.st_uid != ::geteuid();
    return error == EACCES && theirs
               ? fmt::format(", which belongs to user {}; name one of your own with --out", seen.st_uid)
               : std::string();
}

// The lock of a run that is dead: its own mark is in it and nobody holds it.
struct DeadRun {
    Fd lock;
    std::string mark;
};

std::optional<DeadRun> dead_run(const fs::path& run) {
    auto mark = mark_in(run / kLock);
    if (!mark.starts_with(kMarkBegins)) return std::nullopt;
    const auto raw = ::open((run / kLock).c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    if (raw < 0) return std::nullopt;  // another user's: not ours to sweep
    Fd lock(raw, "a run's lock");
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) return std::nullopt;  // it is alive
    return DeadRun{std::move(lock), std::move(mark)};
}

std::vector<fs::path> marked_cases(const fs::path& run, std::string_view mark) {
    std::vector<fs::path> cases;
    const auto options = fs::directory_options::skip_permission_denied;
    for (const auto& entry : fs::recursive_directory_iterator(run, options))
        if (entry.path().filename() == kMarked && mark_in(entry.path()) == mark)
            cases.push_back(entry.path().parent_path());
    return cases;
}

}  // namespace

RunFolder::RunFolder(const fs::path& parent) : mark_(new_mark()) {
    fs::create_directories(
        parent);  // as the umask says: others may keep their runs there, where it lets them
    const auto name = stamp();
    for (unsigned i = 1;; ++i) {  // two runs may begin in one second
        path_ = parent / (i == 1 ? name : fmt::format("{}-{}", name, i));
        if (::mkdir(path_.c_str(), 0700) == 0) break;
        if (const int error = errno; error != EEXIST)
            throw std::system_error(error, std::generic_category(),
                                    fmt::format("cannot make a folder for this run in {}{}", parent.string(),
                                                whose(parent, error)));
    }
    const auto lock = path_ / kLock;
    lock_ =
        Fd(::open(lock.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600), "cannot open " + lock.string());
    if (::flock(lock_.get(), LOCK_EX | LOCK_NB) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot lock " + lock.string());
    write_private(lock, mark_);
    std::error_code taken;  // `latest` is a convenience: a file of that name is left alone
    if (fs::is_symlink(parent / "latest")) fs::remove(parent / "latest", taken);
    fs::create_directory_symlink(path_.filename(), parent / "latest", taken);
}

bool RunFolder::is_whole() const {
    struct stat ours {
    }, there{};
    return ::fstat(lock_.get(), &ours) == 0 && ::lstat((path_ / kLock).c_str(), &there) == 0 &&
           ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

void open_to_others(const fs::path& run) {
    const auto mask = ::umask(077);
    ::umask(mask);
    const auto mode = fs::perms(0777u & ~mask);
    fs::permissions(run, mode);
    for (const auto& entry : fs::recursive_directory_iterator(run))
        if (is_own_folder(entry.path())) fs::permissions(entry.path(), mode);
}

RunFolder::~RunFolder() {
    std::error_code gone;
    fs::remove(path_ / kLock, gone);
}

void make_private_folders(const fs::path& dir, std::string_view mark) {
    make_private_folder(dir);
    write_private(dir / kMarked, mark);
    make_private_folder(dir / kHome);
    make_private_folder(dir / kNames);
}

void remove_private_folders(const fs::path& dir) {
    for (const auto name : {kHome, kNames})
        if (is_own_folder(dir / name)) remove_folder(dir / name);
    fs::remove(dir / kMarked);
}

std::vector<fs::path> sweep(const fs::path& parent) {
    std::vector<fs::path> swept;
    std::error_code not_ours;
    for (const auto& run : fs::directory_iterator(parent, not_ours)) {
        if (!is_own_folder(run.path())) continue;
        const auto dead = dead_run(run.path());
        if (!dead) continue;
        const auto cases = marked_cases(run.path(), dead->mark);
        for (const auto& dir : cases) remove_private_folders(dir);
        fs::remove(run.path() / kLock);
        if (!cases.empty()) swept.push_back(run.path());
    }
    return swept;
}

}  // namespace badrdp::harness
