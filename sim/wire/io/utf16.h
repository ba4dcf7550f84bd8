// UTF-16LE, the text of nearly every RDP structure, to UTF-8 and back. What is no text becomes U+FFFD.
#pragma once

#include <string>

#include "sim/wire/io/malformed.h"

namespace badrdp::wire {

std::string utf8_of(BytesView utf16le);  // an odd last byte is no text either
Bytes utf16le_of(std::string_view utf8);

}  // namespace badrdp::wire
