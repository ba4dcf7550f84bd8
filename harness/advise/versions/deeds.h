// What one version of a client did in the cases that it was played in, to be compared with another's.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/data/client/baseline.h"
#include "harness/play/result.h"

namespace badrdp::harness {

// Field -> every value that was seen: "outcome", "exit", "step", "connections", "reason", "says", "time".
using Deed = std::map<std::string, std::vector<std::string>, std::less<>>;

struct CaseName {
    std::string scenario;  // id
    std::string options;

    friend auto operator<=>(const CaseName&, const CaseName&) = default;
};

struct Deeds {
    std::string title;  // "xfreerdp3 3.15"
    std::map<CaseName, Deed> cases{};
};

// In words that a person compares: requestedProtocols as "0x3, 0x1", what nobody asked for as "none".
Deed deed_of(const BaselineEntry& entry);

// Of every variant that the baseline has an entry for: see with_variants().
Deeds deeds_of(const Baseline& baseline);

// Adds what one case came to, with the line that the client said: a second value where that is another one.
void add_deed(Deed& deed, const Facts& facts);

// Adds the other values that this version is known to show where it varies: not to have seen one of them in a
// few plays is no difference. Hands back whether there were any.
bool add_known(Deed& deed, const BaselineEntry& entry);

// Some field has more than one value: two plays differed.
bool is_unsteady(const Deed& deed);

// "refused, exit 131, asks for 0x3, blames tls".
std::string deed_text(const Deed& deed);

}  // namespace badrdp::harness
