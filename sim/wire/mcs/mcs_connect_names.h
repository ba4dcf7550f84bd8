// The fields that Connect Initial and Connect Response have in common.
#pragma once

#include "sim/wire/io/ber.h"

namespace badrdp::wire {

inline constexpr BerNames kMcsConnect{"mcs.tag", "mcs.lengthForm", "mcs.length"};
inline constexpr BerNames kMcsUserData{"mcs.userData.tag", "mcs.userData.lengthForm", "mcs.userData.length"};

}  // namespace badrdp::wire
