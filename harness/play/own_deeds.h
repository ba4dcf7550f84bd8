// What witnesses ascribe to the client and badrdp did: it ended the client, and the kernel closed what that
// had left open.
#pragma once

#include "harness/play/evidence.h"

namespace badrdp::harness {

// Where we killed the client, its kernel closed its connections: at that moment, or behind it.
bool closed_by_killing(const capture::Connection& connection, const Evidence& evidence);

// The peer's testimony, with what it takes for the client's deed called ours where it was.
link::Transcript told_as_ours(const Evidence& evidence);

}  // namespace badrdp::harness
