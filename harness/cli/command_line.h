// The command line as a whole: which command is meant, and the exit status that it ends with.
#pragma once

namespace badrdp::harness {

// As main() gets them. Says on standard error what is wrong with them, and never throws.
int command_line(int argc, const char* const* argv);

}  // namespace badrdp::harness
