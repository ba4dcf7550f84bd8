#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "harness/os/sandbox/root_plan.h"

namespace badrdp::harness {
namespace {

using What = RootStep::What;

bool made(int result) { return result == 0 || errno == EEXIST; }

bool make_file(const char* at) {
    const int fd = ::open(at, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd >= 0) ::close(fd);
    return fd >= 0;
}

bool make_text(const RootStep& step) {
    const int fd = ::open(step.at.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd < 0) return false;
    const bool whole =
        ::write(fd, step.from.data(), step.from.size()) == static_cast<ssize_t>(step.from.size());
    ::close(fd);
    return whole;
}

// With what is mounted below it: in a user namespace of its own nobody may look behind a mount. Kernels
// before 5.12 make the top alone read-only.
bool bind_tree(const RootStep& step) {
    if (::mount(step.from.c_str(), step.at.c_str(), nullptr, MS_BIND | MS_REC, nullptr) != 0) return false;
    mount_attr set{};
    set.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
    if (::syscall(SYS_mount_setattr, AT_FDCWD, step.at.c_str(), AT_RECURSIVE, &set, sizeof set) == 0)
        return true;
    return errno == ENOSYS &&
           ::mount("none", step.at.c_str(), nullptr, MS_REMOUNT | MS_BIND | step.flags, nullptr) == 0;
}

// The flags of a bind take a second call.
bool bind(const RootStep& step) {
    if (::mount(step.from.c_str(), step.at.c_str(), nullptr, MS_BIND, nullptr) != 0) return false;
    return step.flags == 0 ||
           ::mount("none", step.at.c_str(), nullptr, MS_REMOUNT | MS_BIND | step.flags, nullptr) == 0;
}

bool take(const RootStep& step) {
    const char* at = step.at.c_str();
    switch (step.what) {
        case What::folder: return made(::mkdir(at, 0755));
        case What::file: return make_file(at);
        case What::link: return made(::symlink(step.from.c_str(), at));
        case What::text: return make_text(step);
        case What::bind: return bind(step);
        case What::bind_tree: return bind_tree(step);
        case What::bind_all: return ::mount(step.from.c_str(), at, nullptr, MS_BIND | MS_REC, nullptr) == 0;
        case What::mount:
            return ::mount(step.from.c_str(), at, step.from.c_str(), step.flags, step.data.c_str()) == 0;
    }
    return false;
}

// A root that came with the kernel (an initramfs) cannot be pivoted away from: it is covered instead.
bool leave_old_root() {
    if (::syscall(SYS_pivot_root, ".", ".") == 0) return ::umount2(".", MNT_DETACH) == 0;
    return ::mount(".", "/", nullptr, MS_MOVE, nullptr) == 0 && ::chroot(".") == 0;
}

}  // namespace

int enter_root(const std::string& stage, std::span<const RootStep> steps) {
    bool taken = true;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (steps[i].instead && taken) continue;
        taken = take(steps[i]);
        if (!taken && steps[i].needed) return static_cast<int>(i);
    }
    const bool entered =
        ::chdir(stage.c_str()) == 0 && leave_old_root() && ::chdir("/") == 0 &&
        ::mount("none", "/", nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV, nullptr) == 0;
    return entered ? -1 : 0;
}

}  // namespace badrdp::harness
