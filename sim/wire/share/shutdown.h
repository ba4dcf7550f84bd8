// The user closes the client's window, and the server would rather ask him first
// [MS-RDPBCGR 2.2.2.1.1, 2.2.2.2.1].
#pragma once

#include "sim/wire/share/share_control.h"

namespace badrdp::wire {

struct ShutdownRequest {
    static constexpr std::uint8_t kType = kPdu2ShutdownRequest;

    ShareData share{};

    static constexpr std::tuple<> kFields{};
    static Expected<ShutdownRequest> read(Reader& in) { return read_fixed_data<ShutdownRequest>(in); }
    void write(Writer& out) const { write_fixed_data(out, *this); }

    friend bool operator==(const ShutdownRequest&, const ShutdownRequest&) = default;
};

struct ShutdownDenied {
    static constexpr std::uint8_t kType = kPdu2ShutdownDenied;

    ShareData share{};

    static constexpr std::tuple<> kFields{};
    static Expected<ShutdownDenied> read(Reader& in) { return read_fixed_data<ShutdownDenied>(in); }
    void write(Writer& out) const { write_fixed_data(out, *this); }

    friend bool operator==(const ShutdownDenied&, const ShutdownDenied&) = default;
};

}  // namespace badrdp::wire
