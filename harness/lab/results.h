// What a class came to, for other programs.
#pragma once

#include <string>

#include "harness/lab/classroom.h"

namespace badrdp::harness::lab {

// How long a desk took, in seconds of the lesson; nothing as long as it is not finished.
std::optional<std::int64_t> seconds_of(const Place& place);

std::string results_csv(const Classroom& room);  // [RFC 4180]; no cell is a formula
std::string results_json(const Classroom& room);

}  // namespace badrdp::harness::lab
