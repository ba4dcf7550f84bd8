// A program of another release, started by hand in the sandbox that clients are played in.
#pragma once

#include "harness/cli/cli.h"

namespace badrdp::harness {

// Adds `exec` to the command `clients`; when it is called it sets `status`.
void add_exec(CLI::App& clients, const Globals& globals, int& status);

}  // namespace badrdp::harness
