// What the three parts of a capability set are called: each kind has words of its own, so that a fault can
// aim at one set among many.
#pragma once

#include <string_view>

namespace badrdp::wire {

struct CapabilityNames {
    std::string_view type;
    std::string_view length;
    std::string_view data;
};

}  // namespace badrdp::wire
