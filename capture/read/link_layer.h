// What lies around an IP packet in a captured frame, by the link type of its interface
// [draft-ietf-opsawg-pcaplinktype].
#pragma once

#include <cstdint>
#include <optional>

#include "sim/wire/io/malformed.h"

namespace badrdp::capture {

enum class Carried : std::uint8_t { ip, arp, other, unknown_link };

struct LinkPayload {
    Carried what = Carried::other;
    wire::BytesView bytes{};  // of the packet, with padding that Ethernet may have added
};

// Ethernet with VLAN tags and PPPoE, Linux cooked captures 1 and 2, raw IP, loopback in either byte order.
LinkPayload payload_of(std::uint16_t link_type, wire::BytesView frame);

}  // namespace badrdp::capture
