// What the form of a number says of it, whether a table has it or not: a status of Windows, a code of FreeRDP
// or of mstsc is none of the codes that happen to be next to it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace badrdp::harness {

// `written` is the number as somebody wrote it: only one in hex has the form of a code of mstsc. One
// sentence; nothing if the form says nothing. [MS-ERREF 2.1 and 2.3, FreeRDP's error.h]
std::optional<std::string> form_of(std::uint32_t number, std::string_view written);

}  // namespace badrdp::harness
