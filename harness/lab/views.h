// What an administrator sees of the modelled host, in the words of Windows: pure, from its settings.
#pragma once

#include <string>
#include <string_view>

#include "sim/host/settings.h"

namespace badrdp::harness::lab {

// "services" and the others of lab_views(). The text says nothing that the console of Windows would not show.
std::string view_of(std::string_view view, const host::Settings& settings);
std::string_view title_of(std::string_view view);  // "Services (services.msc)"

}  // namespace badrdp::harness::lab
