// Honest examples of what the user data of an MCS Send Data is at each step, from which the names of its
// fields are taken.
#pragma once

#include "sim/wire/io/writer.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::wire {

// Every kind of PDU that either end may send at this step, each with every part that it may have, and behind
// a basic security header where there is one even under TLS; none for a step that is no Send Data.
std::vector<Writer> share_samples(Step step);

}  // namespace badrdp::wire
