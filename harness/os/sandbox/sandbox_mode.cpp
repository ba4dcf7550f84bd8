#include <fmt/core.h>

#include <array>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <stdexcept>

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
    static std::array<std::optional<bool>, kSandboxModes.size()> probed;
    static std::mutex one_at_a_time;
    const std::scoped_lock lock(one_at_a_time);
    auto& known = probed[static_cast<std::size_t>(mode)];
    if (!known) known = can_clone(mode, true);
    return *known;
}

SandboxMode best_sandbox_mode() {
    if (const char* forced = std::getenv("BADRDP_SANDBOX"); forced != nullptr && *forced != '\0')
        return named(forced);
    static const SandboxMode best = best_of_all();
    return best;
}

}  // namespace badrdp::harness
