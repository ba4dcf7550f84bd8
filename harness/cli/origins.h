// Clients and servers of other releases by their names: xfreerdp3@trixie, xrdp@trixie.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/cli.h"
#include "harness/os/roots/recipe.h"

namespace badrdp::harness {

struct Origin {
    std::string name;  // "xfreerdp3@trixie"
    RootRecipe recipe;
    std::vector<std::string> with{};  // packages beside it
};

// Every [[origin]] of the catalogue's adapters, whether it is on this machine or not; throws UsageError.
std::vector<Origin> known_origins(const Globals& globals);

// Those, and behind them every [[server]] of the catalogue.
std::vector<Origin> addable(const Globals& globals);

// The names of those clients that are.
std::vector<std::string> origins_here(const Globals& globals);

}  // namespace badrdp::harness
