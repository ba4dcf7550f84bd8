// DNS messages with other names and addresses [RFC 1035 4.1]: ids, codes, types and lengths stay.
#pragma once

#include "capture/redact/pseudonyms.h"

namespace badrdp::capture::redaction {

// A whole datagram; false: from somewhere on it was no DNS, and was overwritten there.
bool redact_dns(MutableBytes message, Pseudonyms& names);

}  // namespace badrdp::capture::redaction
