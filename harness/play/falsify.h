// Which demands cannot fail: a scenario is simulated with bad clients, and a clause that none of them breaks
// proves nothing of any client.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/data/client/adapter.h"
#include "harness/data/scenario/scenario.h"

namespace badrdp::harness {

struct UnbrokenClause {
    std::string options{};
    std::string clause{};     // "never"
    std::string file{};       // as its demand says
    unsigned line = 0;        // of its demand
    std::size_t clients = 0;  // that tried
};

// The clauses of these scenarios' own demands that no mutant of `builtin` breaks, and no client that says
// nothing, crashes or never ends. `variants` are those of one file: a clause that fails in one of them can
// fail. What a simulation cannot play, or the built-in client has no option set for, is not among them.
std::vector<UnbrokenClause> unbroken_clauses(std::span<const Scenario> variants, const Adapter& builtin);

}  // namespace badrdp::harness
