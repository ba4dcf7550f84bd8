// What else is said on the message channel: a server would like a UDP transport beside this one, and it is
// still alive [MS-RDPBCGR 2.2.15, 2.2.16.1]; without the security header that always stands before it.
#pragma once

#include "sim/wire/io/fixed_fields.h"

namespace badrdp::wire {

// Behind SEC_TRANSPORT_REQ [2.2.15.1].
struct MultitransportRequest {
    static constexpr std::uint16_t kReliable = 1;  // UDPFECR
    static constexpr std::uint16_t kLossy = 2;     // UDPFECL

    std::uint32_t request_id = 0;
    std::uint16_t requested_protocol = kReliable;
    std::uint16_t reserved = 0;
    std::array<std::uint8_t, 16> security_cookie{};

    static constexpr std::tuple kFields{
        Field{"multitransportRequest.requestId", &MultitransportRequest::request_id},
        Field{"multitransportRequest.requestedProtocol", &MultitransportRequest::requested_protocol},
        Field{"multitransportRequest.reserved", &MultitransportRequest::reserved},
        Field{"multitransportRequest.securityCookie", &MultitransportRequest::security_cookie}};
    static Expected<MultitransportRequest> read(Reader& in) { return read_fixed<MultitransportRequest>(in); }
    void write(Writer& out) const { write_fields(out, *this); }

    friend bool operator==(const MultitransportRequest&, const MultitransportRequest&) = default;
};

// Behind SEC_TRANSPORT_RSP [2.2.15.2].
struct MultitransportResponse {
    static constexpr std::uint32_t kOk = 0;  // only to a server that said SOFTSYNC_TCP_TO_UDP
    static constexpr std::uint32_t kAbort = 0x80004004;

    std::uint32_t request_id = 0;
    std::uint32_t hr_response = kAbort;

    static constexpr std::tuple kFields{
        Field{"multitransportResponse.requestId", &MultitransportResponse::request_id},
        Field{"multitransportResponse.hrResponse", &MultitransportResponse::hr_response}};
    static Expected<MultitransportResponse> read(Reader& in) {
        return read_fixed<MultitransportResponse>(in);
    }
    void write(Writer& out) const { write_fields(out, *this); }

    friend bool operator==(const MultitransportResponse&, const MultitransportResponse&) = default;
};

// Behind SEC_HEARTBEAT [2.2.16.1].
struct Heartbeat {
    std::uint8_t reserved = 0;
    std::uint8_t period = 1;   // seconds
    std::uint8_t count1 = 5;   // missed ones after which to warn
    std::uint8_t count2 = 10;  // and after which to reconnect

    static constexpr std::tuple kFields{
        Field{"heartbeat.reserved", &Heartbeat::reserved}, Field{"heartbeat.period", &Heartbeat::period},
        Field{"heartbeat.count1", &Heartbeat::count1}, Field{"heartbeat.count2", &Heartbeat::count2}};
    static Expected<Heartbeat> read(Reader& in) { return read_fixed<Heartbeat>(in); }
    void write(Writer& out) const { write_fields(out, *this); }

    friend bool operator==(const Heartbeat&, const Heartbeat&) = default;
};

}  // namespace badrdp::wire
