// Deactivate All: the share is over, and a Demand Active may open another [MS-RDPBCGR 2.2.3.1.1].
#pragma once

#include "sim/wire/share/share_control.h"

namespace badrdp::wire {

// What follows the header. Some servers end the PDU there, and clients put up with that.
struct DeactivateAllRest {
    std::uint32_t share_id = 0x000103ea;
    Bytes source_descriptor{0};
    friend bool operator==(const DeactivateAllRest&, const DeactivateAllRest&) = default;
};

struct DeactivateAll {
    ShareControl share{};
    std::optional<DeactivateAllRest> rest = DeactivateAllRest{};

    static Expected<DeactivateAll> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const DeactivateAll&, const DeactivateAll&) = default;
};

}  // namespace badrdp::wire
