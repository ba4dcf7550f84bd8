// What the user's machine shows: where the host's name leads, what passes on the way, and the client's
// settings.
#pragma once

#include "harness/lab/views.h"

namespace badrdp::harness::lab {

std::string name_view(const Sight& sight);
std::string network_view(const Sight& sight);
std::string client_view(const Sight& sight);

}  // namespace badrdp::harness::lab
