// The network of a case without a socket: both peers and the path between them on a virtual clock.
#pragma once

#include "harness/play/player.h"

namespace badrdp::harness {

std::unique_ptr<Network> simulated_network(const NetworkOrder& order);

}  // namespace badrdp::harness
