// The head of an HTTP message without what says who speaks and of what [RFC 9112]: methods, statuses, header
// names and lengths stay.
#pragma once

#include "capture/redact/pseudonyms.h"

namespace badrdp::capture::redaction {

bool looks_like_http(wire::BytesView bytes);

// Where the head ends, its empty line included; 0: not within these bytes.
std::size_t end_of_http_head(wire::BytesView bytes);

void redact_http_head(MutableBytes head, Pseudonyms& names);

}  // namespace badrdp::capture::redaction
