// Confirm Active: the client joins the share and says what it can do [MS-RDPBCGR 2.2.1.13.2.1].
#pragma once

#include "sim/wire/share/capability_set.h"
#include "sim/wire/share/share_control.h"

namespace badrdp::wire {

struct ConfirmActive {
    ShareControl share{};  // pduSource: the client's MCS user
    std::uint32_t share_id = 0x000103ea;
    std::uint16_t originator_id = kServerChannel;
    CapabilityList capabilities{.source_descriptor = {'M', 'S', 'T', 'S', 'C', 0}};

    static Expected<ConfirmActive> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ConfirmActive&, const ConfirmActive&) = default;
};

}  // namespace badrdp::wire
