// The strings of Windows' authentication: UTF-16, little endian, without an end mark.
#pragma once

#include <string>

#include "sim/auth/digest.h"

namespace badrdp::auth {

// From UTF-8. What is no UTF-8 becomes U+FFFD.
Bytes utf16(std::string_view text);

// To UTF-8. Half a surrogate, or half a unit at the end, becomes U+FFFD.
std::string utf8(BytesView text);

// As Windows compares user names, for the letters of Latin, Greek and Cyrillic [MS-NLMP 3.3.2: Uppercase].
Bytes upper(BytesView utf16_text);

}  // namespace badrdp::auth
