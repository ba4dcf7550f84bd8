// What a view shows, as bytes of one's own.
#pragma once

#include "sim/wire/io/malformed.h"

namespace badrdp::wire {

inline Bytes copy(BytesView bytes) { return {bytes.begin(), bytes.end()}; }

}  // namespace badrdp::wire
