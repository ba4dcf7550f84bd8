// The command line as a whole: which command is meant, and the exit status that it ends with.
#pragma once

#include <string_view>

namespace badrdp::harness {

// Exit statuses that every command shares; `run` has more (harness/play/result.h).
inline constexpr int kOk = 0;
inline constexpr int kUsage = 2;    // bad arguments, or a bad file
inline constexpr int kBroken = 3;   // the harness itself failed
inline constexpr int kNothing = 4;  // nothing can be played here

// What main.cpp was built from, "+" behind it if more was changed; empty: that could not be told. Written by
// each build (cmake/commit.cmake).
extern const std::string_view kCommit;

// Takes main()'s arguments and returns the exit status. Writes errors to standard error, and never throws.
int command_line(int argc, const char* const* argv, std::string_view commit = {});

}  // namespace badrdp::harness
