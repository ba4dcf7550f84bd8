// The command line as a whole: which command is meant, and the exit status that it ends with.
#pragma once

namespace badrdp::harness {

// Takes main()'s arguments and returns the exit status. Writes errors to standard error, and never throws.
int command_line(int argc, const char* const* argv);

}  // namespace badrdp::harness
