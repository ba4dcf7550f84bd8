// What ends with the guard of a process group.
#pragma once

#include <sys/types.h>

namespace badrdp::harness {

// Kills the group of `program` and all descendants of the calling process, which must be a subreaper, and
// reaps them; allocates nothing. Where /proc does not show them, and those that are left do not end either,
// it gives them up after some seconds rather than wait for ever.
void end_descendants(pid_t program);

}  // namespace badrdp::harness
