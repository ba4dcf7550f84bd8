// What a pure machine must be given: chance from OpenSSL, the time of the clock, and the key of a host that
// speaks Standard RDP Security.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "sim/link/mint.h"
#include "sim/link/transcript.h"
#include "sim/peer/action.h"
#include "sim/peer/choices.h"

namespace badrdp::link {

// `screen` is what the host paints, line by line. A key is made (once in a process) only for a host that may
// need it, and so is OpenSSL's legacy provider loaded. Throws std::runtime_error when OpenSSL fails.
peer::Environment environment_of(const peer::ServerChoices& choices, std::vector<std::string> screen);
peer::Environment environment_of(const peer::ClientChoices& choices);

// The same from given chance and time, for a simulation. `keys` makes the key.
struct EnvironmentSources {
    std::function<void(std::span<std::uint8_t>)> random;
    std::function<TimePoint()> now;
    KeyMaker keys;
};
peer::Environment environment_of(const peer::ServerChoices& choices, std::vector<std::string> screen,
                                 const EnvironmentSources& given);
peer::Environment environment_of(const peer::ClientChoices& choices, const EnvironmentSources& given);

}  // namespace badrdp::link
