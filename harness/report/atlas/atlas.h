// The catalogue as pages for people who have a trouble rather than a client: a page a cause, and indexes by
// symptom, by phase and by code. Pure: data in, pages out.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/advise/remedy/cures.h"
#include "harness/data/causes/causes.h"
#include "harness/data/client/baseline.h"
#include "harness/data/codes/codes.h"
#include "harness/data/scenario/scenario.h"

namespace badrdp::harness {

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
