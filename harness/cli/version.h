// What this program is made of, for whoever reports something.
#pragma once

#include <string>
#include <string_view>

#include "harness/cli/cli.h"

namespace badrdp::harness {

// "badrdp 0.1.0" on the first line; then the commit, if that is known, the libraries that
// it runs with, and where its catalogue is.
std::string version_text(const Globals& globals, std::string_view commit);

}  // namespace badrdp::harness
