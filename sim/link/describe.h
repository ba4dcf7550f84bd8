// One line that tells a person what a message says, for narration and logs.
#pragma once

#include <string>

#include "sim/wire/malformed.h"
#include "sim/wire/step.h"
#include "sim/wire/writer.h"

namespace badrdp::link {

// Empty where the step's name says it all.
std::string describe(wire::Step step, wire::BytesView message);

// A TLS flight with the fields of its first record named, so that faults can aim at them.
wire::Writer as_tls_fields(wire::Bytes flight);

}  // namespace badrdp::link
