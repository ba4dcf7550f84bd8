// What happens when the machine has no memory left for us.
#pragma once

namespace badrdp::harness {

// To be called first of all. Where std::bad_alloc cannot be told to anybody any more (in what may not throw,
// or while something is taken down), the program then says so and ends with this status, and no signal. What
// lives in a sandbox ends with it.
void end_plainly_without_memory(int status);

}  // namespace badrdp::harness
