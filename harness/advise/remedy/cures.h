// What remedies are said to cure, and what they were seen to, cause by cause, for its pages and for whoever
// asks what to do about a code.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "harness/advise/remedy/tried.h"
#include "harness/data/remedies/remedy.h"

namespace badrdp::harness {

// The effect of a remedy that was tried.
struct Came {
    std::string effect{};             // "cures", "hides", "changes", "no effect", "worse in some scenarios"
    std::vector<std::string> with{};  // "xfreerdp 2.11 (lenient, tls)"
};

// A remedy that is said to cure a cause, or was seen to.
struct Cure {
    std::string id{};        // "F14"
    std::string title{};     // in an administrator's words
    std::string command{};   // as documents print it; may be empty
    std::string claim{};     // "cures", "may help", "unknown"; empty: nobody says so
    std::string evidence{};  // a word for how that is known; may be empty
    std::vector<Came> came{};
};

// By id of the cause: what cures it comes first, then what may help, then what nobody names and was seen to
// do something; otherwise in the order of the remedies' ids.
std::map<std::string, std::vector<Cure>> cures_of(std::span<const Remedy> remedies,
                                                  std::span<const Tried> tried);

}  // namespace badrdp::harness
