// The judgement: one pure function from a scenario's demands, the client's baseline and the facts.
#pragma once

#include "harness/data/client/baseline.h"
#include "harness/data/facts.h"
#include "harness/data/scenario/scenario.h"
#include "harness/data/verdict.h"

namespace badrdp::harness {

// One field of a demand, and whether the client met it.
struct Checked {
    bool met = false;
    Finding finding;
};

// The demands of `scenario` for this option set, field by field.
std::vector<Checked> checked_demands(const Scenario& scenario, std::string_view options, const Facts& facts);

// Those that `facts` break; a crash breaks one that is not written.
std::vector<Finding> broken_demands(const Scenario& scenario, std::string_view options, const Facts& facts);

// The fields of which it lists more than one value, each as a finding calls it.
std::vector<std::string> varying_fields(const BaselineEntry& entry);

// `entry` may be null: the client is then judged by the demands alone.
Judgement judge(const Scenario& scenario, std::string_view options, const Facts& facts,
                const Baseline* baseline, const BaselineEntry* entry);

}  // namespace badrdp::harness
