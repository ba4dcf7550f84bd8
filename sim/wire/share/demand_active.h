// Demand Active: the server opens a share and says what it can do [MS-RDPBCGR 2.2.1.13.1.1].
#pragma once

#include "sim/wire/share/capability_set.h"
#include "sim/wire/share/share_control.h"

namespace badrdp::wire {

struct DemandActive {
    ShareControl share{};
    std::uint32_t share_id = 0x000103ea;
    CapabilityList capabilities{.source_descriptor = {'R', 'D', 'P', 0}};
    std::optional<std::uint32_t> session_id = 0;  // xfreerdp refuses a PDU without it

    static Expected<DemandActive> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const DemandActive&, const DemandActive&) = default;
};

}  // namespace badrdp::wire
