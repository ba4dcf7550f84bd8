// Licensing: the messages that honest peers begin and end it with [MS-RDPBCGR 2.2.1.12.1, MS-RDPELE 2.2.2],
// without the security header that always stands before them.
#pragma once

#include "sim/wire/io/fixed_fields.h"

namespace badrdp::wire {

// LICENSE_PREAMBLE [MS-RDPBCGR 2.2.1.12.1.1]. wMsgSize counts the whole message, and is computed.
struct LicensePreamble {
    static constexpr std::size_t kSize = 1 + 1 + 2;  // bMsgType, flags, wMsgSize
    static constexpr std::uint8_t kLicenseRequest = 0x01;
    static constexpr std::uint8_t kPlatformChallenge = 0x02;
    static constexpr std::uint8_t kNewLicense = 0x03;
    static constexpr std::uint8_t kUpgradeLicense = 0x04;
    static constexpr std::uint8_t kLicenseInfo = 0x12;
    static constexpr std::uint8_t kNewLicenseRequest = 0x13;
    static constexpr std::uint8_t kPlatformChallengeResponse = 0x15;
    static constexpr std::uint8_t kErrorAlert = 0xff;
    static constexpr std::uint8_t kVersion3 = 0x03;  // RDP 5.0 and later
    static constexpr std::uint8_t kExtendedErrorMsgSupported = 0x80;

    std::uint8_t b_msg_type = 0;
    std::uint8_t flags = kVersion3;

    // Of a message that `in` holds to its end.
    static LicensePreamble read(Reader& in);
    static LicensePreamble read(Reader& in, std::uint8_t type);
    LaterLength write(Writer& out) const;
    // Blames the size for whatever follows the last part of a message.
    static void read_end(Reader& in);

    friend bool operator==(const LicensePreamble&, const LicensePreamble&) = default;
};

// LICENSE_BINARY_BLOB [MS-RDPBCGR 2.2.1.12.1.2]. Of an empty one, nobody is to look at the type.
struct LicenseBlob {
    static constexpr std::uint16_t kData = 0x0001;
    static constexpr std::uint16_t kRandom = 0x0002;
    static constexpr std::uint16_t kCertificate = 0x0003;
    static constexpr std::uint16_t kError = 0x0004;
    static constexpr std::uint16_t kEncryptedData = 0x0009;
    static constexpr std::uint16_t kKeyExchangeAlg = 0x000d;
    static constexpr std::uint16_t kScope = 0x000e;
    static constexpr std::uint16_t kClientUserName = 0x000f;
    static constexpr std::uint16_t kClientMachineName = 0x0010;

    // What a blob is called depends on where it lies.
    struct Names {
        std::string_view type;
        std::string_view length;
        std::string_view data;
    };

    std::uint16_t w_blob_type = 0;
    Bytes data{};

    static LicenseBlob read(Reader& in, const Names& names);
    // One that must be of this type unless it is empty.
    static LicenseBlob read(Reader& in, const Names& names, std::uint16_t type);
    void write(Writer& out, const Names& names) const;

    friend bool operator==(const LicenseBlob&, const LicenseBlob&) = default;
};

// LICENSE_ERROR_MESSAGE [MS-RDPBCGR 2.2.1.12.1.3]; as it stands here it is the good news with which a server
// that wants no license ends licensing: "valid client".
struct LicenseError {
    static constexpr std::uint32_t kInvalidServerCertificate = 1;
    static constexpr std::uint32_t kNoLicense = 2;
    static constexpr std::uint32_t kInvalidMac = 3;
    static constexpr std::uint32_t kInvalidScope = 4;
    static constexpr std::uint32_t kNoLicenseServer = 6;
    static constexpr std::uint32_t kValidClient = 7;
    static constexpr std::uint32_t kInvalidClient = 8;
    static constexpr std::uint32_t kInvalidProductId = 0x0b;
    static constexpr std::uint32_t kInvalidMessageLen = 0x0c;
    static constexpr std::uint32_t kTotalAbort = 1;
    static constexpr std::uint32_t kNoTransition = 2;
    static constexpr std::uint32_t kResetPhaseToStart = 3;
    static constexpr std::uint32_t kResendLastMessage = 4;

    LicensePreamble preamble{.b_msg_type = LicensePreamble::kErrorAlert};
    std::uint32_t dw_error_code = kValidClient;
    std::uint32_t dw_state_transition = kNoTransition;
    LicenseBlob bb_error_info{.w_blob_type = LicenseBlob::kError};

    static Expected<LicenseError> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const LicenseError&, const LicenseError&) = default;
};

// SERVER_LICENSE_REQUEST [MS-RDPELE 2.2.2.1]. Texts are UTF-16LE with their null, scopes are ANSI.
struct ServerLicenseRequest {
    static constexpr std::size_t kMostScopes = 64;

    LicensePreamble preamble{.b_msg_type = LicensePreamble::kLicenseRequest};
    std::array<std::uint8_t, 32> server_random{};
    std::uint32_t dw_version = 0x00060000;
    Bytes company_name{};
    Bytes product_id{};
    LicenseBlob key_exchange_list{.w_blob_type = LicenseBlob::kKeyExchangeAlg, .data = {1, 0, 0, 0}};
    LicenseBlob server_certificate{.w_blob_type = LicenseBlob::kCertificate};
    std::vector<LicenseBlob> scope_list{};

    static Expected<ServerLicenseRequest> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ServerLicenseRequest&, const ServerLicenseRequest&) = default;
};

// CLIENT_NEW_LICENSE_REQUEST [MS-RDPELE 2.2.2.2]. Names are ANSI with their null.
struct ClientNewLicenseRequest {
    LicensePreamble preamble{.b_msg_type = LicensePreamble::kNewLicenseRequest};
    std::uint32_t preferred_key_exchange_alg = 1;  // RSA
    std::uint32_t platform_id = 0;
    std::array<std::uint8_t, 32> client_random{};
    LicenseBlob encrypted_pre_master_secret{.w_blob_type = LicenseBlob::kRandom};
    LicenseBlob client_user_name{.w_blob_type = LicenseBlob::kClientUserName};
    LicenseBlob client_machine_name{.w_blob_type = LicenseBlob::kClientMachineName};

    static Expected<ClientNewLicenseRequest> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ClientNewLicenseRequest&, const ClientNewLicenseRequest&) = default;
};

}  // namespace badrdp::wire
