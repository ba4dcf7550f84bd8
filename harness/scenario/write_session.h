// What a host's session differs in from an honest one's, as TOML and in words.
#pragma once

#include <string>
#include <vector>

#include "sim/peer/choices.h"

namespace badrdp::harness {

std::string session_to_toml(const peer::ServerChoices& server);
std::vector<std::string> session_notes(const peer::ServerChoices& server);

}  // namespace badrdp::harness
