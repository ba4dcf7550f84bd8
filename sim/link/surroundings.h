// What a pure machine must be given: chance from OpenSSL, the time of the clock, and the key of a host that
// speaks Standard RDP Security.
#pragma once

#include <string>
#include <vector>

#include "sim/peer/action.h"
#include "sim/peer/choices.h"

namespace badrdp::link {

// `screen` is what the host paints, line by line. A key is made (once in a process) only for a host that may
// need it, and so is OpenSSL's legacy provider loaded. Throws std::runtime_error when OpenSSL fails.
peer::Surroundings surroundings_of(const peer::ServerChoices& choices, std::vector<std::string> screen);
peer::Surroundings surroundings_of(const peer::ClientChoices& choices);

}  // namespace badrdp::link
