// The clients under test that this machine has.
#pragma once

#include <filesystem>
#include <string>

#include "harness/data/client/adapter.h"

namespace badrdp::harness {

// Looks for the program (PATH and absolute names), asks its version. `missing` says why it cannot be played.
Client find_client(const Adapter& adapter, const std::filesystem::path& self, const std::string& display);

}  // namespace badrdp::harness
