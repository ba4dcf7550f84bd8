// How a client is started for one case: placeholders filled in, nothing inherited.
#pragma once

#include "harness/os/sandbox/display.h"
#include "harness/os/sandbox/sandbox.h"
#include "harness/play/net/network.h"
#include "harness/play/player.h"

namespace badrdp::harness {

// The adapter's placeholders were checked when it was loaded. Its HOME is the case's own in `dir`, or `home`.
SandboxOrder command_for(const Client& client, const std::string& options, const RunContext& context,
                         const DisplayAddress& display, const std::filesystem::path& dir,
                         const Whereabouts& host, const std::filesystem::path& home = {});

// What a client of this machine must find beside the machine's programs: the files that its command names by
// their whole paths, and what its adapter shows.
std::vector<std::filesystem::path> shown_to(const Client& client, const std::vector<std::string>& command);

}  // namespace badrdp::harness
