// How fast and how far away the other end is [MS-RDPBCGR 2.2.14], without the security header
// (SEC_AUTODETECT_REQ or SEC_AUTODETECT_RSP) that always stands before it on the message channel.
#pragma once

#include <optional>

#include "sim/wire/io/fixed_fields.h"

namespace badrdp::wire {

// What a server asks [2.2.14.1]. The type says which of the optional parts are there.
struct AutoDetectRequest {
    static constexpr std::uint8_t kHeaderType = 0x00;
    // RTT Measure Request: after, or while connecting.
    static constexpr std::uint16_t kRtt = 0x0001;
    static constexpr std::uint16_t kRttConnecting = 0x1001;
    // Bandwidth Measure Start: after, over lossy UDP, or while connecting.
    static constexpr std::uint16_t kBandwidthStart = 0x0014;
    static constexpr std::uint16_t kBandwidthStartLossy = 0x0114;
    static constexpr std::uint16_t kBandwidthStartConnecting = 0x1014;
    // Bandwidth Measure Payload, and Stop: while connecting (with a payload), after, over lossy UDP.
    static constexpr std::uint16_t kBandwidthPayload = 0x0002;
    static constexpr std::uint16_t kBandwidthStopConnecting = 0x002b;
    static constexpr std::uint16_t kBandwidthStop = 0x0429;
    static constexpr std::uint16_t kBandwidthStopLossy = 0x0629;
    // Network Characteristics Result: which two of the three numbers are there, or all.
    static constexpr std::uint16_t kResultBaseAverage = 0x0840;
    static constexpr std::uint16_t kResultBandwidthAverage = 0x0880;
    static constexpr std::uint16_t kResultAll = 0x08c0;

    std::uint16_t sequence_number = 0;
    std::uint16_t request_type = kRttConnecting;
    std::optional<Bytes> payload{};
    std::optional<std::uint32_t> base_rtt{};   // ms
    std::optional<std::uint32_t> bandwidth{};  // kbit/s
    std::optional<std::uint32_t> average_rtt{};

    static Expected<AutoDetectRequest> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const AutoDetectRequest&, const AutoDetectRequest&) = default;
};

// What a client has measured [2.2.14.2.2].
struct AutoDetectBandwidth {
    std::uint32_t time_delta = 0;  // ms
    std::uint32_t byte_count = 0;

    static constexpr std::tuple kFields{
        Field{"autoDetectResponse.timeDelta", &AutoDetectBandwidth::time_delta},
        Field{"autoDetectResponse.byteCount", &AutoDetectBandwidth::byte_count}};
    friend bool operator==(const AutoDetectBandwidth&, const AutoDetectBandwidth&) = default;
};

// What it knows of an earlier connection: measuring may be left out [2.2.14.2.3].
struct AutoDetectSync {
    std::uint32_t bandwidth = 0;
    std::uint32_t rtt = 0;

    static constexpr std::tuple kFields{Field{"autoDetectResponse.bandwidth", &AutoDetectSync::bandwidth},
                                        Field{"autoDetectResponse.rtt", &AutoDetectSync::rtt}};
    friend bool operator==(const AutoDetectSync&, const AutoDetectSync&) = default;
};

// What a client answers [2.2.14.2]. But for the RTT Measure Response, each type has two numbers.
struct AutoDetectResponse {
    static constexpr std::uint8_t kHeaderType = 0x01;
    static constexpr std::uint16_t kRtt = 0x0000;
    static constexpr std::uint16_t kBandwidthConnecting = 0x0003;
    static constexpr std::uint16_t kBandwidth = 0x000b;
    static constexpr std::uint16_t kSync = 0x0018;

    std::uint16_t sequence_number = 0;
    std::uint16_t response_type = kRtt;
    std::optional<AutoDetectBandwidth> results{};
    std::optional<AutoDetectSync> sync{};

    static Expected<AutoDetectResponse> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const AutoDetectResponse&, const AutoDetectResponse&) = default;
};

}  // namespace badrdp::wire
