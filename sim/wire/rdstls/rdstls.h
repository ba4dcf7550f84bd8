// RDSTLS, inside TLS: how a client that was redirected logs on where it was sent
// [MS-RDPBCGR 2.2.17, 5.4.5.3]. Numbers are little endian. Versions, codes and what DataType does not know
// are open: they survive.
#pragma once

#include <optional>
#include <variant>

#include "sim/wire/io/reader.h"
#include "sim/wire/io/writer.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::wire {

inline constexpr std::uint16_t kRdstlsVersion1 = 0x0001;

// What the host offers [2.2.17.1].
struct RdstlsCapabilities {
    static constexpr std::uint16_t kType = 0x0001;
    static constexpr std::size_t kSize = 2 + 2 + 2 + 2;

    std::uint16_t version = kRdstlsVersion1;
    std::uint16_t data_type = 0x0001;  // RDSTLS_DATA_CAPABILITIES
    std::uint16_t supported_versions = kRdstlsVersion1;

    static Expected<RdstlsCapabilities> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const RdstlsCapabilities&, const RdstlsCapabilities&) = default;
};

// The parts of a redirection that are to be shown to its target [2.2.17.2]: Base64 and text in UTF-16LE with
// a null, and a password that nobody but the target can read.
struct RdstlsPassword {
    static constexpr std::uint16_t kDataType = 0x0001;  // RDSTLS_DATA_PASSWORD_CREDS

    Bytes redirection_guid{};
    Bytes user_name{};
    Bytes domain{};
    Bytes password{};

    friend bool operator==(const RdstlsPassword&, const RdstlsPassword&) = default;
};

// What a client has been given to come back with [2.2.17.3].
struct RdstlsCookie {
    static constexpr std::uint16_t kDataType = 0x0002;  // RDSTLS_DATA_AUTORECONNECT_COOKIE

    std::uint32_t session_id = 0;
    Bytes cookie{};

    friend bool operator==(const RdstlsCookie&, const RdstlsCookie&) = default;
};

// RDSTLS Authentication Request, of either form.
struct RdstlsRequest {
    static constexpr std::uint16_t kType = 0x0002;

    std::uint16_t version = kRdstlsVersion1;
    std::variant<RdstlsPassword, RdstlsCookie> credentials{};

    static Expected<RdstlsRequest> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const RdstlsRequest&, const RdstlsRequest&) = default;
};

// RDSTLS Authentication Response [2.2.17.4]. ResultCode is one of Windows' own error numbers; 0 is success.
struct RdstlsResponse {
    static constexpr std::uint16_t kType = 0x0004;
    static constexpr std::size_t kSize = 2 + 2 + 2 + 4;
    static constexpr std::uint32_t kLogonFailure = 0x0000052e;

    std::uint16_t version = kRdstlsVersion1;
    std::uint16_t data_type = 0x0001;  // RDSTLS_DATA_RESULT_CODE
    std::uint32_t result_code = 0;

    static Expected<RdstlsResponse> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const RdstlsResponse&, const RdstlsResponse&) = default;
};

// How long the PDU at the front is; nothing: too few bytes to tell. Malformed when its PduType or DataType is
// unknown, since nobody knows then where it ends.
Expected<std::optional<std::size_t>> rdstls_length(BytesView waiting);

// What its PduType says that it is; none if that is unknown.
Step rdstls_step(BytesView message);

// "RDSTLS_RESULT_ACCESS_DENIED", or the number.
std::string rdstls_result_text(std::uint32_t result_code);

}  // namespace badrdp::wire
