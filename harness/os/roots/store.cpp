#include "harness/os/roots/store.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <stdexcept>

#include "harness/os/files.h"

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMaking = ".making";  // the workshop
constexpr const char* kGoing = ".going";    // a root that is being removed
constexpr const char* kMakersLock = ".lock";

Fd open_folder(const fs::path& folder) {
    return {::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW),
            "cannot open " + folder.string()};
}

[[noreturn]] void in_use(const fs::path& root) {
    throw std::runtime_error(
        fmt::format("{} is in use by a run; try again when it is over", root.filename().string()));
}

// Nobody else holds it while this lives.
Fd take_alone(const fs::path& root) {
    auto fd = open_folder(root);
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) in_use(root);
    return fd;
}

// A root may hold folders that not even their owner may write to.
void remove_root(const fs::path& folder) {
    std::error_code none;
    for (const auto& entry :
         fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied, none))
        if (entry.is_directory(none) && !entry.is_symlink(none))
            fs::permissions(entry.path(), fs::perms::owner_all, fs::perm_options::add, none);
    remove_folder(folder);
}

}  // namespace

HeldRoot::HeldRoot(const fs::path& root) : fd_(open_folder(root)) {
    if (::flock(fd_.get(), LOCK_SH | LOCK_NB) != 0)
        throw std::system_error(errno, std::generic_category(), root.string() + " is being removed");
}

RootStore::RootStore(fs::path folder) : folder_(std::move(folder)) {}

fs::path RootStore::usual_folder() {
    for (const auto& [variable, below] : {std::pair{"XDG_CACHE_HOME", ""}, std::pair{"HOME", ".cache"}})
        if (const char* value = std::getenv(variable); value != nullptr && *value == '/')
            return (fs::path(value) / below / "badrdp" / "roots").lexically_normal();
    throw std::runtime_error("neither XDG_CACHE_HOME nor HOME says where roots are kept");
}

fs::path RootStore::path_of(const RootRecipe& recipe) const { return folder_ / folder_name(recipe); }

bool RootStore::has(const RootRecipe& recipe) const {
    std::error_code none;
    return fs::is_directory(path_of(recipe), none);
}

void RootStore::remove(const RootRecipe& recipe) const {
    const auto root = path_of(recipe);
    const auto held = take_alone(root);
    // Out of sight in one step: whoever looks sees a whole root or none.
    const auto going = folder_ / fmt::format("{}-{}", kGoing, folder_name(recipe));
    remove_root(going);
    fs::rename(root, going);
    remove_root(going);
}

void RootStore::demand_unused(const RootRecipe& recipe) const { take_alone(path_of(recipe)); }

void RootStore::put(const RootRecipe& recipe, const fs::path& made) const {
    const auto root = path_of(recipe);
    if (!has(recipe)) return fs::rename(made, root);
    const auto held = take_alone(root);
    if (::renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, root.c_str(), RENAME_EXCHANGE) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot put a root at " + root.string());
}

RootWorkshop::RootWorkshop(const RootStore& store) : path_(store.folder() / kMaking) {
    make_private_folder(store.folder());
    const auto lock = store.folder() / kMakersLock;
    lock_ = Fd(::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600),
               "cannot open " + lock.string());
    if (::flock(lock_.get(), LOCK_EX | LOCK_NB) != 0)
        throw std::runtime_error("somebody else is adding clients at this moment; try again later");
    remove_root(path_);
    for (const auto& entry : fs::directory_iterator(store.folder()))
        if (entry.path().filename().string().starts_with(kGoing)) remove_root(entry.path());
    make_private_folder(path_);
}

RootWorkshop::~RootWorkshop() {
    try {
        remove_root(path_);
    } catch (const std::system_error&) {
        // the next one tries again
    }
}

std::map<std::string, std::string> installed_in(const fs::path& root) {
    std::map<std::string, std::string> out;
    std::ifstream in(root / "var/lib/dpkg/status");
    std::string package;
    constexpr std::string_view kPackage = "Package: ", kVersion = "Version: ";
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with(kPackage)) package = line.substr(kPackage.size());
        if (line.starts_with(kVersion) && !package.empty()) out[package] = line.substr(kVersion.size());
    }
    return out;
}

std::uintmax_t size_on_disk(const fs::path& root) {
    constexpr std::uintmax_t kBlock = 512;  // of st_blocks [stat(3type)]
    std::uintmax_t out = 0;
    std::set<ino_t> counted;
    std::error_code none;
    for (const auto& entry :
         fs::recursive_directory_iterator(root, fs::directory_options::skip_permission_denied, none)) {
        struct stat info {};
        if (::lstat(entry.path().c_str(), &info) != 0) continue;
        if (info.st_nlink > 1 && !S_ISDIR(info.st_mode) && !counted.insert(info.st_ino).second) continue;
        out += static_cast<std::uintmax_t>(info.st_blocks) * kBlock;
    }
    return out;
}

}  // namespace badrdp::harness
