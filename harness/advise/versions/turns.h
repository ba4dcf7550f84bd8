// In which of a row of versions a behaviour changed, found by halving.
#pragma once

#include <cstddef>
#include <functional>

#include "harness/advise/versions/changes.h"

namespace badrdp::harness {

struct Turn {
    std::size_t before = 0;  // the last version that was seen to behave as of old
    std::size_t after = 0;   // the next one that was asked: right behind it, unless those between cannot be
    std::vector<VersionChange> changes;
};

// What the version with that index does, of all its plays; an empty deed: it could not be asked. Each is
// asked once at most.
using Probe = std::function<Deed(std::size_t)>;

// Of `count` versions in order, the oldest first. Versions between two that do the same are not asked: a
// change that was taken back between them is not seen.
std::vector<Turn> find_turns(std::size_t count, const Probe& probe);

}  // namespace badrdp::harness
