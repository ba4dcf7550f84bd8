// What an administrator sees of the modelled host and of the user's machine, in the words of Windows: pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/data/lab/exercise.h"

namespace badrdp::harness::lab {

// All that there is to see.
struct Sight {
    host::Settings settings;
    bool session_lost = false;             // what the host's session service hands over, nobody takes
    std::vector<path::Impairment> path{};  // between the user and the host
    NameLeads name = NameLeads::to_the_host;
    ClientStops stops = ClientStops::nowhere;  // of the user's client
    std::string host = "HOST";
    std::string client = "lenient";  // the option set that the user has
};

// "services" and the others of lab_views(). The text says nothing that the console would not show.
std::string view_of(std::string_view view, const Sight& sight);
std::string_view title_of(std::string_view view);  // "Services (Get-Service)"

}  // namespace badrdp::harness::lab
