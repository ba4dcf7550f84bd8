// The fewest cases that hold all that many hold: what a smoke run plays. Pure.
#pragma once

#include <vector>

#include "harness/play/pick.h"

namespace badrdp::harness {

// Of one client's cases the fewest, in their order, that together hold each phase and each kind of demand
// that any of them holds; where several choices are as few, one that is over soonest.
std::vector<CaseOrder> fewest_cases(const std::vector<CaseOrder>& cases, const Durations& durations);

}  // namespace badrdp::harness
