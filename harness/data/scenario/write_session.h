// What a host's session differs in from an honest one's, as TOML and in words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/data/scenario/canary.h"

namespace badrdp::harness {

// `usual` is what a reader of the file starts from.
std::string session_to_toml(const peer::ServerChoices& server,
                            const peer::ServerChoices& usual = honest_choices(),
                            std::string_view whose = "host");  // the table that they are below
std::vector<std::string> session_notes(const peer::ServerChoices& server);

}  // namespace badrdp::harness
