// Auto-Reconnect Status: the cookie was not accepted, log on as anybody [MS-RDPBCGR 2.2.4.1.1].
#pragma once

#include "sim/wire/share/share_control.h"

namespace badrdp::wire {

struct AutoReconnectStatus {
    static constexpr std::uint8_t kType = kPdu2ArcStatus;

    ShareData share{};
    std::uint32_t arc_status = 0;

    static constexpr std::tuple kFields{
        Field{"autoReconnectStatus.arcStatus", &AutoReconnectStatus::arc_status}};
    static Expected<AutoReconnectStatus> read(Reader& in) { return read_fixed_data<AutoReconnectStatus>(in); }
    void write(Writer& out) const { write_fixed_data(out, *this); }

    friend bool operator==(const AutoReconnectStatus&, const AutoReconnectStatus&) = default;
};

}  // namespace badrdp::wire
