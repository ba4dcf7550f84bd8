// Set Error Info: why a server is about to hang up [MS-RDPBCGR 2.2.5.1.1]. Codes are open: unknown ones
// survive.
#pragma once

#include "sim/wire/share/share_control.h"

namespace badrdp::wire {

struct SetErrorInfo {
    static constexpr std::uint8_t kType = kPdu2SetErrorInfo;

    ShareData share{};
    std::uint32_t error_info = 0;

    static constexpr std::tuple kFields{Field{"setErrorInfo.errorInfo", &SetErrorInfo::error_info}};
    static Expected<SetErrorInfo> read(Reader& in) { return read_fixed_data<SetErrorInfo>(in); }
    void write(Writer& out) const { write_fixed_data(out, *this); }

    friend bool operator==(const SetErrorInfo&, const SetErrorInfo&) = default;
};

}  // namespace badrdp::wire
