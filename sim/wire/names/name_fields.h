// Names for the fields of a message that somebody else wrote, so that a fault can aim at them.
#pragma once

#include "sim/wire/io/writer.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::wire {

// The whole message of this step, header and all, with every field where it lies. Of a message that cannot be
// read to its end, what comes before that has names; of a step whose messages have none, nothing.
Writer name_fields(Step step, Bytes message);

}  // namespace badrdp::wire
