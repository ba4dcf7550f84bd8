#include <fmt/core.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <map>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "harness/os/sandbox/landlock.h"
#include "harness/os/sandbox/launch.h"
#include "harness/os/sandbox/sandbox.h"

namespace badrdp::harness {
namespace {

constexpr std::array kSandboxModes{SandboxMode::pid_namespace, SandboxMode::user_and_pid_namespace,
                                   SandboxMode::process_group};

SandboxMode named(std::string_view wanted) {
    for (const auto mode : kSandboxModes)
        if (name(mode) == wanted) return mode;
    throw std::runtime_error(fmt::format(
        "BADRDP_SANDBOX={}: no such sandbox; say pid_namespace, user_and_pid_namespace or process_group",
        wanted));
}

SandboxMode best_of_all() {
    for (const auto mode : kSandboxModes)
        if (can_clone(mode)) return mode;
    return SandboxMode::process_group;
}

}  // namespace

std::string_view name(SandboxMode mode) {
    switch (mode) {
        case SandboxMode::pid_namespace: return "pid_namespace";
        case SandboxMode::user_and_pid_namespace: return "user_and_pid_namespace";
        case SandboxMode::process_group: return "process_group";
    }
    return "?";
}

bool has_walls(SandboxMode mode) {
    static std::map<std::pair<SandboxMode, uid_t>, bool> probed;  // who drops his privileges may find fewer
    static std::mutex one_at_a_time;
    const std::scoped_lock lock(one_at_a_time);
    const auto [known, is_new] = probed.try_emplace({mode, ::geteuid()}, false);
    if (is_new) known->second = can_clone(mode, true);
    return known->second;
}

std::string walls_in_words(SandboxMode mode) {
    const int version = landlock_version();
    std::string out = "none around files";
    if (has_walls(mode))
        out = "files of its own";
    else if (version >= kLandlockFiles)
        out = "this machine's files forbidden by Landlock";
    if (mode != SandboxMode::process_group)
        out += ", processes of its own";
    else if (version >= kLandlockSignals)
        out += ", signals forbidden by Landlock";
    if (version >= kLandlockPorts) out += ", no port on loopback but its host's";
    return out;
}

SandboxMode best_sandbox_mode() {
    if (const char* forced = std::getenv("BADRDP_SANDBOX"); forced != nullptr && *forced != '\0')
        return named(forced);
    static const SandboxMode best = best_of_all();
    return best;
}

}  // namespace badrdp::harness
