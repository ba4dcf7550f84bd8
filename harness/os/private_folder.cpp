#include "harness/os/private_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>

namespace badrdp::harness {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kBegins = "badrdp-", kAnyName = "XXXXXX";
constexpr const char* kFolderLock = ".lock";
constexpr const char* kInside = "own";
constexpr std::string_view kFolderMark = "badrdp's private folder; removed with its lock\n";
constexpr mode_t kPassable = 0711;  // root's client is another user, who finds what is its own inside

[[noreturn]] void fail_at(const fs::path& place) {
    throw std::system_error(errno, std::generic_category(), "cannot make " + place.string());
}

bool has_its_name(const fs::path& folder) {
    const auto name = folder.filename().string();
    return name.starts_with(kBegins) && name.size() == kBegins.size() + kAnyName.size();
}

bool is_this_users_folder(const fs::path& folder) {
    struct stat seen {};
    return ::lstat(folder.c_str(), &seen) == 0 && S_ISDIR(seen.st_mode) && seen.st_uid == ::geteuid();
}

// Whether its owner wrote the mark, and is gone. The mark is written when the lock is held.
bool is_forsaken(const fs::path& folder) {
    const auto raw = ::open((folder / kFolderLock).c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (raw < 0) return false;
    const Fd lock(raw, "a lock");
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) return false;
    std::array<char, kFolderMark.size() + 1> text{};
    const auto got = ::read(lock.get(), text.data(), text.size());
    return got >= 0 && std::string_view(text.data(), static_cast<std::size_t>(got)) == kFolderMark;
}

}  // namespace

PrivateFolder::PrivateFolder() {
    auto pattern = (fs::temp_directory_path() / fs::path(kBegins).concat(kAnyName)).string();
    if (::mkdtemp(pattern.data()) == nullptr) fail_at(pattern);
    around_ = pattern;
    try {
        const auto lock = around_ / kFolderLock;
        lock_ = Fd(::open(lock.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600),
                   "cannot make " + lock.string());
        if (::flock(lock_.get(), LOCK_EX | LOCK_NB) != 0) fail_at(lock);
        if (::write(lock_.get(), kFolderMark.data(), kFolderMark.size()) !=
            static_cast<ssize_t>(kFolderMark.size()))
            fail_at(lock);
        path_ = around_ / kInside;
        if (::mkdir(path_.c_str(), 0700) != 0 || ::chmod(around_.c_str(), kPassable) != 0) fail_at(path_);
    } catch (...) {
        std::error_code ignored;
        fs::remove_all(around_, ignored);
        throw;
    }
}

PrivateFolder::~PrivateFolder() {
    std::error_code ignored;
    fs::remove_all(around_, ignored);
}

std::vector<fs::path> sweep_private_folders() {
    std::vector<fs::path> swept;
    std::error_code not_ours;
    for (const auto& entry : fs::directory_iterator(fs::temp_directory_path(), not_ours)) {
        const auto& folder = entry.path();
        if (!has_its_name(folder) || !is_this_users_folder(folder) || !is_forsaken(folder)) continue;
        std::error_code busy;  // what cannot be removed now is there for the next sweep
        fs::remove_all(folder / kInside, busy);
        if (busy) continue;
        fs::remove(folder / kFolderLock, busy);
        if (fs::remove(folder, busy)) swept.push_back(folder);
    }
    return swept;
}

}  // namespace badrdp::harness
