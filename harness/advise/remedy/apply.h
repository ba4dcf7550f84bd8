// A remedy done in a scenario: pure.
#pragma once

#include <string>

#include "harness/data/remedies/remedy.h"
#include "harness/data/scenario/scenario.h"

namespace badrdp::harness {

// What remains of the trouble once the remedy is done; the very same scenario if it changes nothing there.
// A scenario without settings whose host is an honest one is taken to have ordinary settings; where the
// trouble is written down as what the host does on the wire, nobody can tell which setting would end it.
Scenario apply(const Remedy& remedy, const Scenario& scenario);

// The option set that the client is called with then.
std::string options_under(const Remedy& remedy, const std::string& options);

// Why nobody can tell here what the remedy does; empty: apply() shows it.
std::string undetermined(const Remedy& remedy, const Scenario& scenario);

}  // namespace badrdp::harness
