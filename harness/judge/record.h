// What a baseline keeps of the cases that were seen.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/data/client/baseline.h"
#include "harness/data/facts.h"
#include "harness/data/verdict.h"

namespace badrdp::harness {

// The entry that `runs` amount to. A reviewed `known` of `before` is kept; where a reviewed `varies` says why
// its lists are longer than one, so are they.
BaselineEntry record(std::string_view scenario, std::string_view options, const std::vector<Facts>& runs,
                     const BaselineEntry* before);

// Whether `known` lists everything that `seen` does.
bool lists_all(const BaselineEntry& known, const BaselineEntry& seen);

// Why these runs make no entry; empty: they do. No catalogue that is given to others holds an input that is
// known to bring a program down.
std::string why_not_recorded(const std::vector<Facts>& runs);

// Brings `entry.known` up to date with the demands that were seen broken; findings against a baseline are
// passed over. A new break is left without `why`, for people to review; one that is gone is dropped; a
// reviewed one is never extended: that would excuse more than was reviewed.
void record_breaks(BaselineEntry& entry, const std::vector<Finding>& findings);

// requestedProtocols of each connection in the words of a baseline: "0x3", "none" (a request without
// rdpNegReq), "-" (no request was seen). After the first four comes one "...": how often a client that loops
// was counted says nothing.
std::vector<std::string> connection_words(const Facts& facts);

}  // namespace badrdp::harness
