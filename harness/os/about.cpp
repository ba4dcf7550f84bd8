#include "harness/os/about.h"

namespace badrdp::harness {

const std::string_view kVersion = BADRDP_VERSION;
const std::string_view kApplication = "badrdp " BADRDP_VERSION;
const std::string_view kCatalogue = BADRDP_SCENARIOS;

}  // namespace badrdp::harness
