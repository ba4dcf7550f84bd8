// The timeline drawn as a ladder for people: client on the left, server on the right.
#pragma once

#include <string>

#include "capture/timeline.h"

namespace badrdp::capture {

// One line an event, none longer than 100 columns: seconds since the first packet, connection, arrow.
std::string ladder(const Timeline& timeline);

}  // namespace badrdp::capture
