// What the text and the page about remedies have in common: the rows of the matrix, and the tries of a case.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/advise/remedy/trial.h"
#include "harness/data/verdict.h"

namespace badrdp::harness {

inline constexpr std::string_view kTrialsLegend =
    "C cures, H hides (active, but less secure than an honest host), ~ another end, . no effect, W worse, "
    "? cannot be told here; small: in some of the cause's scenarios";

struct TrialRow {
    std::string cause;  // empty: the honest host
    std::string client;
    std::string options;
    std::map<std::string, std::set<Effect>> cells;  // by remedy's id, of all scenarios of the cause

    char symbol(const std::string& remedy) const;  // ' ': not tried
};

// The honest host first. What was done together has no place among them.
std::vector<TrialRow> trial_rows(const Trials& trials);
std::string label(const TrialRow& row);  // "C10 xfreerdp lenient"

Verdict colour_of(char symbol);

// The tries of each case: of one scenario, client and option set. The best effects first.
using TrialGroup = std::vector<const Trial*>;
std::vector<TrialGroup> trial_groups(const Trials& trials);

// Remedies for which nothing was played, and why.
struct IdleRemedies {
    Effect effect = Effect::undetermined;
    std::string note;
    std::vector<std::string> remedies;  // "F01"; "F01+F03" where they were done together
};
std::vector<IdleRemedies> idle_remedies(const TrialGroup& group);

std::string title_of(const Trials& trials, const Trial& cell);  // "F14 Lower the MTU"

}  // namespace badrdp::harness
