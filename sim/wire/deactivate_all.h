// Deactivate All: the share is over, and a Demand Active may open another [MS-RDPBCGR 2.2.3.1.1].
#pragma once

#include "sim/wire/share_control.h"

namespace badrdp::wire {

struct DeactivateAll {
    ShareControl share{};
    // Some servers end the PDU behind its header, and clients put up with that.
    struct Rest {
        std::uint32_t share_id = 0x000103ea;
        Bytes source_descriptor{0};
        friend bool operator==(const Rest&, const Rest&) = default;
    };
    std::optional<Rest> rest = Rest{};

    static Expected<DeactivateAll> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const DeactivateAll&, const DeactivateAll&) = default;
};

}  // namespace badrdp::wire
