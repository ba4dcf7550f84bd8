#include "harness/os/net/refusal.h"

#include <fmt/core.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>

namespace badrdp::harness {
namespace {

// Of Debian's kernels before 12, of every kernel, and of Ubuntu's since 23.10.
struct Setting {
    const char* name;
    const char* file;
    long forbids;
    long allows;
};
constexpr std::array kSettings{
    Setting{"kernel.unprivileged_userns_clone", "kernel/unprivileged_userns_clone", 0, 1},
    Setting{"user.max_user_namespaces", "user/max_user_namespaces", 0, 10000},
    Setting{"kernel.apparmor_restrict_unprivileged_userns", "kernel/apparmor_restrict_unprivileged_userns", 1,
            0},
};

std::string how_to_allow_user_namespaces(const std::filesystem::path& proc_sys, bool root) {
    for (const auto& setting : kSettings) {
        std::ifstream file(proc_sys / setting.file);
        if (long value = 0; file >> value && value == setting.forbids)
            return fmt::format("sysctl -w {}={}{}", setting.name, setting.allows,
                               root ? "" : ", or run as root");
    }
    if (root) return "this root lacks both; a container gets them by --cap-add SYS_ADMIN --cap-add NET_ADMIN";
    return "run as root, or in a container with CAP_SYS_ADMIN and CAP_NET_ADMIN";
}

std::string how_to_open_tun(int error) {
    if (error == EACCES) return "chmod 0666 /dev/net/tun, as most systems have it, or run as root";
    return "modprobe tun, or give the container --device /dev/net/tun";
}

}  // namespace

std::string to_text(const NetRefusal& refusal, bool root, const std::filesystem::path& proc_sys) {
    const auto why = std::generic_category().message(refusal.error);
    switch (refusal.stage) {
        case NetStage::user_namespace:
        case NetStage::user_map:
            return fmt::format(
                "neither root (CAP_SYS_ADMIN and CAP_NET_ADMIN) nor unprivileged user namespaces ({}): {}",
                why, how_to_allow_user_namespaces(proc_sys, root));
        case NetStage::network_namespace:
            return fmt::format("no network namespace ({}): {}", why,
                               refusal.error == ENOSPC ? "raise user.max_net_namespaces"
                                                       : how_to_allow_user_namespaces(proc_sys, root));
        case NetStage::loopback:
            return fmt::format("no loopback in a network namespace ({}): {}", why,
                               how_to_allow_user_namespaces(proc_sys, root));
        case NetStage::open_tun:
            return fmt::format("/dev/net/tun cannot be opened ({}): {}", why, how_to_open_tun(refusal.error));
        case NetStage::make_tap:
            return fmt::format("no tap device ({}): give CAP_NET_ADMIN in the network namespace", why);
    }
    return why;
}

}  // namespace badrdp::harness
