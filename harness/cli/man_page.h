// Manual pages, written from what --help says.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace badrdp::harness {

// The page of the program ("badrdp.1"), or of one of its commands ("badrdp-run.1") with the commands of its
// own, in the macros of man(7).
std::string man_page(const CLI::App& command, bool whole_program);

}  // namespace badrdp::harness
