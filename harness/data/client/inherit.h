// What a version does like another one is said once: its baseline takes that over, and says the rest.
#pragma once

#include "harness/data/client/baseline.h"

namespace badrdp::harness {

// Adds the entries of `parent`, with the heir's offers, of each scenario and option set that the heir's own
// entries do not speak of. Who speaks of one variant speaks of all of them.
void inherit(Baseline& heir, const Baseline& parent);

// The same baseline with only those entries that `parent` does not give it: what its file has to say.
Baseline own_part(Baseline whole, const Baseline& parent);

// The same with the parent that it names, from the files of `folder`. Throws UsageError if that has a
// mistake, or is not there.
Baseline own_part_in(Baseline whole, const std::filesystem::path& folder);

// The same from the catalogue below `root`.
Baseline own_part(Baseline whole, const std::filesystem::path& root);

// They say the same of a case, wherever they stand.
bool says_the_same(const BaselineEntry& a, const BaselineEntry& b);

}  // namespace badrdp::harness
