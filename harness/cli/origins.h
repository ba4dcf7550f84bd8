// Clients of other releases by their names: xfreerdp3@trixie.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/cli.h"
#include "harness/os/roots/recipe.h"

namespace badrdp::harness {

struct Origin {
    std::string name;  // "xfreerdp3@trixie"
    RootRecipe recipe;
};

// Every [[origin]] of the catalogue's adapters, whether it is on this machine or not; throws UsageError.
std::vector<Origin> known_origins(const Globals& globals);

// The names of those that are.
std::vector<std::string> origins_here(const Globals& globals);

}  // namespace badrdp::harness
