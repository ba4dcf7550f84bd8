#include <fmt/core.h>

#include <array>
#include <cstdlib>
#include <stdexcept>

#include "harness/client/cage.h"
#include "harness/client/launch.h"

namespace badrdp::harness {
namespace {

constexpr std::array kRungs{Rung::pid_namespace, Rung::user_and_pid_namespace, Rung::process_group};

Rung named(std::string_view wanted) {
    for (const auto rung : kRungs)
        if (name(rung) == wanted) return rung;
    throw std::runtime_error(fmt::format(
        "BADRDP_CAGE={}: no such cage; say pid_namespace, user_and_pid_namespace or process_group", wanted));
}

Rung probe() {
    for (const auto rung : kRungs)
        if (can_clone(rung)) return rung;
    return Rung::process_group;
}

}  // namespace

std::string_view name(Rung rung) {
    switch (rung) {
        case Rung::pid_namespace: return "pid_namespace";
        case Rung::user_and_pid_namespace: return "user_and_pid_namespace";
        case Rung::process_group: return "process_group";
    }
    return "?";
}

Rung best_rung() {
    if (const char* forced = std::getenv("BADRDP_CAGE"); forced != nullptr && *forced != '\0')
        return named(forced);
    static const Rung best = probe();
    return best;
}

}  // namespace badrdp::harness
