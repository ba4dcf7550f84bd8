#include "harness/run/run_folder.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <chrono>

#include "harness/run/keep.h"

namespace badrdp::harness {

namespace fs = std::filesystem;

namespace {

constexpr const char* kLock = ".lock";

std::string stamp() {
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    return fmt::format("{:%Y%m%dT%H%M%SZ}", fmt::gmtime(now));
}

}  // namespace

RunFolder::RunFolder(const fs::path& parent) {
    make_private_folder(parent);
    const auto name = stamp();
    for (unsigned i = 1;; ++i) {  // two runs may begin in one second
        path_ = parent / (i == 1 ? name : fmt::format("{}-{}", name, i));
        if (::mkdir(path_.c_str(), 0700) == 0) break;
        if (errno != EEXIST)
            throw std::system_error(errno, std::generic_category(),
                                    "cannot make the folder " + path_.string());
    }
    const auto lock = path_ / kLock;
    lock_ = Fd(::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600), "cannot open " + lock.string());
    if (::flock(lock_.get(), LOCK_EX | LOCK_NB) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot lock " + lock.string());
    std::error_code taken;  // `latest` is a convenience: a file of that name is left alone
    if (fs::is_symlink(parent / "latest")) fs::remove(parent / "latest", taken);
    fs::create_directory_symlink(path_.filename(), parent / "latest", taken);
}

std::vector<fs::path> sweep(const fs::path& parent) {
    std::vector<fs::path> swept;
    if (!fs::is_directory(parent)) return swept;
    for (const auto& run : fs::directory_iterator(parent)) {
        if (run.is_symlink() || !fs::exists(run.path() / kLock)) continue;
        const Fd lock(::open((run.path() / kLock).c_str(), O_RDWR | O_CLOEXEC), "cannot open a run's lock");
        if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) continue;  // it is alive
        std::vector<fs::path> left;
        for (auto it = fs::recursive_directory_iterator(run.path()); it != fs::recursive_directory_iterator();
             ++it) {
            const auto name = it->path().filename();
            if (!it->is_directory() || (name != kHome && name != kNames)) continue;
            left.push_back(it->path());
            it.disable_recursion_pending();
        }
        for (const auto& folder : left) remove_folder(folder);
        fs::remove(run.path() / kLock);
        if (!left.empty()) swept.push_back(run.path());
    }
    return swept;
}

}  // namespace badrdp::harness
