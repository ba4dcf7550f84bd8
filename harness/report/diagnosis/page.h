// What `badrdp diagnose` found, as one page that needs no other file, no script and no network.
#pragma once

#include <string>
#include <vector>

#include "harness/diagnose/print.h"

namespace badrdp::harness {

// All text of the captures is escaped. Of more conversations than these, the failed ones come first.
inline constexpr std::size_t kMostOnPage = 1000;

std::string diagnosis_html(const std::vector<diagnosis::Diagnosed>& all, const diagnosis::Titles& titles);

}  // namespace badrdp::harness
