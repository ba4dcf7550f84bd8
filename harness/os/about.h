// What this program is, and where its catalogue was when it was built.
#pragma once

#include <string_view>

namespace badrdp::harness {

extern const std::string_view kVersion;      // "0.1.0"
extern const std::string_view kApplication;  // "badrdp 0.1.0", as captures name who wrote them
extern const std::string_view kCatalogue;    // the folder of scenarios

}  // namespace badrdp::harness
