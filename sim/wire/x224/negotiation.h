// What rides in the X.224 Connection Request and Confirm: which security protocol the two ends will use
// [MS-RDPBCGR 2.2.1.1.1, 2.2.1.1.2, 2.2.1.2.1, 2.2.1.2.2]. Codes are open: unknown ones survive.
#pragma once

#include <array>
#include <string>

#include "sim/wire/io/named.h"
#include "sim/wire/io/reader.h"
#include "sim/wire/io/writer.h"
#include "sim/wire/sequence/failure_code.h"
#include "sim/wire/sequence/protocols.h"

namespace badrdp::wire {

struct RdpNegReq {
    static constexpr std::uint8_t kType = 0x01;
    static constexpr std::uint8_t kRestrictedAdmin = 0x01;  // in flags
    static constexpr std::uint8_t kRedirectedAuthentication = 0x02;
    static constexpr std::uint8_t kCorrelationInfoPresent = 0x08;
    static constexpr std::size_t kSize = 1 + 1 + 2 + 4;  // type, flags, length, requestedProtocols

    std::uint8_t type = kType;
    std::uint8_t flags = 0;
    std::uint16_t length = kSize;
    Protocols requested_protocols{};

    static Expected<RdpNegReq> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const RdpNegReq&, const RdpNegReq&) = default;
};

struct RdpCorrelationInfo {
    static constexpr std::uint8_t kType = 0x06;
    static constexpr std::size_t kSize = 1 + 1 + 2 + 16 + 16;  // type, flags, length, correlationId, reserved

    std::uint8_t type = kType;
    std::uint8_t flags = 0;
    std::uint16_t length = kSize;
    std::array<std::uint8_t, 16> correlation_id{};
    std::array<std::uint8_t, 16> reserved{};

    static Expected<RdpCorrelationInfo> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const RdpCorrelationInfo&, const RdpCorrelationInfo&) = default;
};

struct RdpNegRsp {
    static constexpr std::uint8_t kType = 0x02;
    static constexpr std::uint8_t kExtendedClientData = 0x01;  // in flags
    static constexpr std::uint8_t kRestrictedAdmin = 0x08;
    static constexpr std::uint8_t kRedirectedAuthentication = 0x10;
    static constexpr std::size_t kSize = 1 + 1 + 2 + 4;  // type, flags, length, selectedProtocol

    std::uint8_t type = kType;
    std::uint8_t flags = 0;
    std::uint16_t length = kSize;
    Protocols selected_protocol{};

    static Expected<RdpNegRsp> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const RdpNegRsp&, const RdpNegRsp&) = default;
};

struct RdpNegFailure {
    static constexpr std::uint8_t kType = 0x03;
    static constexpr std::size_t kSize = 1 + 1 + 2 + 4;  // type, flags, length, failureCode

    std::uint8_t type = kType;
    std::uint8_t flags = 0;
    std::uint16_t length = kSize;
    FailureCode failure_code{};

    static Expected<RdpNegFailure> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const RdpNegFailure&, const RdpNegFailure&) = default;
};

// flags of a request [2.2.1.1.1] and of a response [2.2.1.2.1].
inline constexpr std::array kRequestFlags{
    Named{RdpNegReq::kRestrictedAdmin, "RESTRICTED_ADMIN_MODE_REQUIRED"},
    Named{RdpNegReq::kRedirectedAuthentication, "REDIRECTED_AUTHENTICATION_MODE_REQUIRED"},
    Named{RdpNegReq::kCorrelationInfoPresent, "CORRELATION_INFO_PRESENT"}};
inline constexpr std::array kResponseFlags{
    Named{RdpNegRsp::kExtendedClientData, "EXTENDED_CLIENT_DATA_SUPPORTED"},
    Named{0x02, "DYNVC_GFX_PROTOCOL_SUPPORTED"}, Named{0x04, "NEGRSP_FLAG_RESERVED"},
    Named{RdpNegRsp::kRestrictedAdmin, "RESTRICTED_ADMIN_MODE_SUPPORTED"},
    Named{RdpNegRsp::kRedirectedAuthentication, "REDIRECTED_AUTHENTICATION_MODE_SUPPORTED"}};

std::string protocols_text(Protocols protocols);     // "SSL|HYBRID", "RDP", "SSL|0x20"
std::string failure_text(FailureCode code);          // "SSL_REQUIRED_BY_SERVER", "unknown code 8"
std::string request_flags_text(std::uint8_t flags);  // "RESTRICTED_ADMIN_MODE_REQUIRED", "0"
std::string response_flags_text(std::uint8_t flags);

}  // namespace badrdp::wire
