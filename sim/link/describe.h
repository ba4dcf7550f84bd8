// The contents of a message in one line, for narration and logs.
#pragma once

#include <string>

#include "sim/wire/io/malformed.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::link {

// Empty where the step's name says it all.
std::string describe(wire::Step step, wire::BytesView message);

}  // namespace badrdp::link
