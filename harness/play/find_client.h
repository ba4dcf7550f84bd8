// The clients under test that this machine has.
#pragma once

#include <filesystem>
#include <string>

#include "harness/data/client/adapter.h"
#include "harness/os/sandbox/display.h"

namespace badrdp::harness {

// Where a client is looked for: on this machine, or in a root of another suite.
struct ClientPlace {
    std::string origin;          // the suite; empty: this machine
    std::filesystem::path root;  // its file system
};

// Looks for the program (PATH and absolute names), asks its version (`missing` says why the client cannot be
// played), and leaves out the rows of the adapter that are for other versions. Never throws for a client's
// sake.
Client find_client(const Adapter& adapter, const std::filesystem::path& self, const DisplayAddress& display,
                   const ClientPlace& place = {});

}  // namespace badrdp::harness
