// The catalogue as pages for people who have a trouble rather than a client: a page a cause, and indexes by
// symptom, by phase and by code. Pure: data in, pages out.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/data/causes/causes.h"
#include "harness/data/client/baseline.h"
#include "harness/data/codes/codes.h"
#include "harness/data/scenario/scenario.h"

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

struct Atlas {
    std::string version{};
    std::vector<CauseRow> causes{};
    std::vector<Scenario> scenarios{};  // all variants
    std::vector<Baseline> baselines{};
    std::vector<Family> families{};
    std::map<std::string, std::vector<Cure>> cures{};  // by id of the cause; empty: none were written down
};

// File name -> HTML. Links between pages are relative and lead to a page, or a place on one, that is there.
std::map<std::string, std::string> atlas_pages(const Atlas& atlas);

}  // namespace badrdp::harness
