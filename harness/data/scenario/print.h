// A scenario written down again: as a file that reproduces it, and as text for a person.
#pragma once

#include <string>

#include "harness/data/scenario/scenario.h"

namespace badrdp::harness {

// The scenario of one variant in full, every placeholder and every default written out, with all its
// demands. Its table [case] says which scenario it is and, if `played` is set, with whom it was played:
//
//   [case]
//   scenario = "negotiation/failure[code=5]"
//   client   = "xfreerdp"
//   version  = "2.11.7"
//   options  = "lenient"
//   seed     = 1
//   net      = "loopback"
//
// load_scenario gives back the same scenario; only where its demands were written is another place.
std::string to_toml(const Scenario& scenario);

// Title, why, what the host does, the faults and the demands.
std::string describe(const Scenario& scenario);

}  // namespace badrdp::harness
