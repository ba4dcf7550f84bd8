// What an honest end may write at the steps of CredSSP, for those who ask which fields there are.
#pragma once

#include <vector>

#include "sim/wire/io/writer.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::wire {

// Between them they have every field: short and long lengths, bare NTLM and SPNEGO. None for other steps.
std::vector<Writer> credssp_samples(Step step);

}  // namespace badrdp::wire
