// The TLS handshake messages that travel in clear, without what says who speaks [RFC 8446 4, RFC 5246 7.4]:
// versions, suites, groups, randoms and lengths stay, names and numbers are replaced, the rest is
// overwritten.
#pragma once

#include "capture/redact/pseudonyms.h"

namespace badrdp::capture::redaction {

// `body` is that of one whole message, without its header.
void redact_handshake(std::uint8_t type, MutableBytes body, Pseudonyms& names);

}  // namespace badrdp::capture::redaction
