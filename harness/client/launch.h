// Starts the first process of a cage and waits until the program in it runs, or says why it does not.
#pragma once

#include "harness/client/cage.h"
#include "harness/client/fd.h"

namespace badrdp::harness {

// What we hold of a running cage.
struct Held {
    pid_t init = 0;  // in our PID namespace
    Fd pidfd;        // readable once the cage is empty
    Fd leash;        // closing it ends the cage
    Fd news;         // the program's wait status, once it has ended
};

// Throws std::system_error naming the program, the folder or what the kernel refused.
Held launch(Rung rung, const CageOrder& order, const Fd& log, std::size_t file_size);

// The clone alone, to find out whether the kernel allows it.
bool can_clone(Rung rung);

}  // namespace badrdp::harness
