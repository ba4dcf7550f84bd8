// One captured packet, and what is to be said of it in the file.
#pragma once

#include <cstdint>
#include <string>

#include "sim/path/packet.h"

namespace badrdp::capture {

// The interface whose packets a timeline reads: what the client met. Others of a capture show the same frames
// elsewhere.
inline constexpr std::uint32_t kMet = 0;

using path::Packet;

struct Interface {
    std::string name;
    std::uint16_t link_type = 1;  // LINKTYPE_ETHERNET
    std::uint32_t snaplen = 262144;
};

}  // namespace badrdp::capture
