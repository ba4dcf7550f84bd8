// Names with stars in them.
#pragma once

#include <string_view>

namespace badrdp::harness {

// Scenario globs: "tls/*", "healthy/tls", "negotiation/failure[code=5]", "*reset*". `*` also matches '/'.
// A pattern without a variant means all of them: "negotiation/failure".
bool glob_match(std::string_view pattern, std::string_view id);

}  // namespace badrdp::harness
