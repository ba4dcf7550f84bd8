// Starts the first process of a sandbox and waits until the program in it runs, or says why it does not.
#pragma once

#include "harness/os/fd.h"
#include "harness/os/sandbox/sandbox.h"

namespace badrdp::harness {

// What we hold of a running sandbox.
struct Held {
    pid_t init = 0;  // in our PID namespace
    Fd pidfd;        // readable once the sandbox is empty
    Fd leash;        // closing it ends the sandbox
    Fd news;         // the program's wait status, once it has ended
    Fd terminal;     // the other end of its terminal, if it has one
};

// Throws std::system_error naming the program, the folder or what the kernel refused.
Held launch(SandboxMode mode, const SandboxOrder& order, const Fd& log, std::size_t file_size);

// The clone alone, to find out whether the kernel allows it; with `walls`, a mount namespace in it too.
bool can_clone(SandboxMode mode, bool walls = false);

}  // namespace badrdp::harness
