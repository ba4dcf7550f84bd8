// What a client reported, from its output and exit status.
#pragma once

#include "harness/data/client/adapter.h"
#include "harness/os/sandbox/process_end.h"

namespace badrdp::harness {

// Fills outcome, limit, reason, said, exit, signal and took of `facts`, from the process and the adapter's
// rows; connections and steps must already be there.
void read_report(const Adapter& adapter, const ProcessEnd& end, Facts& facts);

}  // namespace badrdp::harness
