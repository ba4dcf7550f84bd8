// What a program can be forbidden without any privilege, for good and with all that it starts: Landlock
// [Linux, Documentation/userspace-api/landlock.rst].
#pragma once

#include "harness/os/fd.h"
#include "harness/os/sandbox/sandbox.h"

namespace badrdp::harness {

// The version of it that this kernel offers, 0 if none; asked once.
int landlock_version();

// The versions from which on it knows files, TCP ports, and signals.
inline constexpr int kLandlockFiles = 1;
inline constexpr int kLandlockPorts = 4;
inline constexpr int kLandlockSignals = 6;

// What is asked for; what this kernel's version does not know stays allowed.
struct LandlockWish {
    // No file but what root_plan.h would show of this machine, and order.shows; to be written are
    // order.directory and the log alone. Who is in reach of ptrace is forbidden with it.
    bool files = false;
    bool signals = false;  // to nobody but what the program starts itself
};

// The rules for order's program, order.tcp_port among them; no descriptor if there is nothing to forbid.
// std::system_error names what the kernel refused.
Fd landlock_rules(const SandboxOrder& order, const Fd& log, LandlockWish wish);

// For a program that reads `file`, a descriptor, and this machine's programs and libraries: it writes no
// file, connects to no TCP port, and signals nobody. No descriptor where the kernel has no Landlock.
Fd landlock_for_reader(int file);

// Takes them upon the calling thread, which has PR_SET_NO_NEW_PRIVS; errno if not. Allocates nothing.
bool obey_landlock(int rules);

}  // namespace badrdp::harness
