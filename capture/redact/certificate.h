// The names, numbers and keys of a certificate replaced, and every length, type and time of it kept
// [RFC 5280 4.1, X.690].
#pragma once

#include "capture/redact/pseudonyms.h"

namespace badrdp::capture::redaction {

// DER of one certificate, or of the distinguished name of one. What is no DER is overwritten.
void redact_der(MutableBytes der, Pseudonyms& names);

// Overwrites bytes that say nothing to a diagnosis, or that cannot be read.
void blank(MutableBytes bytes);

}  // namespace badrdp::capture::redaction
