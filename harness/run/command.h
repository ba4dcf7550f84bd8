// How a client is started for one case: placeholders filled in, nothing inherited.
#pragma once

#include "harness/client/cage.h"
#include "harness/run/network.h"
#include "harness/run/player.h"

namespace badrdp::harness {

// The adapter's placeholders were checked when it was loaded.
CageOrder command_for(const Client& client, const std::string& options, const Stage& stage,
                      const std::filesystem::path& dir, const Whereabouts& host);

}  // namespace badrdp::harness
