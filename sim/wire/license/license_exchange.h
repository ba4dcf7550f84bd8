// The messages with which a license is issued [MS-RDPELE 2.2.2.3 to 2.2.2.7], without the security header
// that always stands before them, and what is encrypted in them. Of their blobs, Windows fills in other types
// than the specification names, and nobody looks.
#pragma once

#include "sim/wire/license/license.h"

namespace badrdp::wire {

using LicenseMac = std::array<std::uint8_t, 16>;

// CLIENT_LICENSE_INFO [2.2.2.3]: the client has a license already.
struct ClientLicenseInfo {
    LicensePreamble preamble{.b_msg_type = LicensePreamble::kLicenseInfo};
    std::uint32_t preferred_key_exchange_alg = 1;  // RSA
    std::uint32_t platform_id = 0;
    std::array<std::uint8_t, 32> client_random{};
    LicenseBlob encrypted_pre_master_secret{.w_blob_type = LicenseBlob::kRandom};
    LicenseBlob license_info{.w_blob_type = LicenseBlob::kData};
    LicenseBlob encrypted_hwid{.w_blob_type = LicenseBlob::kEncryptedData};
    LicenseMac mac_data{};

    static Expected<ClientLicenseInfo> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ClientLicenseInfo&, const ClientLicenseInfo&) = default;
};

// SERVER_PLATFORM_CHALLENGE [2.2.2.4].
struct ServerPlatformChallenge {
    LicensePreamble preamble{.b_msg_type = LicensePreamble::kPlatformChallenge};
    std::uint32_t connect_flags = 0;
    LicenseBlob encrypted_platform_challenge{.w_blob_type = LicenseBlob::kEncryptedData};
    LicenseMac mac_data{};

    static Expected<ServerPlatformChallenge> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ServerPlatformChallenge&, const ServerPlatformChallenge&) = default;
};

// CLIENT_PLATFORM_CHALLENGE_RESPONSE [2.2.2.5].
struct ClientPlatformChallengeResponse {
    LicensePreamble preamble{.b_msg_type = LicensePreamble::kPlatformChallengeResponse};
    LicenseBlob encrypted_platform_challenge_response{.w_blob_type = LicenseBlob::kEncryptedData};
    LicenseBlob encrypted_hwid{.w_blob_type = LicenseBlob::kEncryptedData};
    LicenseMac mac_data{};

    static Expected<ClientPlatformChallengeResponse> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ClientPlatformChallengeResponse&,
                           const ClientPlatformChallengeResponse&) = default;
};

// SERVER_NEW_LICENSE and SERVER_UPGRADE_LICENSE [2.2.2.6, 2.2.2.7], which differ in their type alone.
struct ServerNewLicense {
    LicensePreamble preamble{.b_msg_type = LicensePreamble::kNewLicense};
    LicenseBlob encrypted_license_info{.w_blob_type = LicenseBlob::kEncryptedData};
    LicenseMac mac_data{};

    static Expected<ServerNewLicense> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ServerNewLicense&, const ServerNewLicense&) = default;
};

// CLIENT_HARDWARE_ID, inside encryptedHWID [2.2.2.3.1].
struct ClientHardwareId {
    std::uint32_t platform_id = 0;
    std::uint32_t data1 = 0;
    std::uint32_t data2 = 0;
    std::uint32_t data3 = 0;
    std::uint32_t data4 = 0;

    static constexpr std::tuple kFields{
        Field{"hwid.PlatformId", &ClientHardwareId::platform_id},
        Field{"hwid.Data1", &ClientHardwareId::data1}, Field{"hwid.Data2", &ClientHardwareId::data2},
        Field{"hwid.Data3", &ClientHardwareId::data3}, Field{"hwid.Data4", &ClientHardwareId::data4}};
    static Expected<ClientHardwareId> read(Reader& in) { return read_fixed<ClientHardwareId>(in); }
    void write(Writer& out) const { write_fields(out, *this); }

    friend bool operator==(const ClientHardwareId&, const ClientHardwareId&) = default;
};

// PLATFORM_CHALLENGE_RESPONSE_DATA, inside the response [2.2.2.5.1].
struct PlatformChallengeResponseData {
    std::uint16_t w_version = 0x0100;
    std::uint16_t w_client_type = 0x0100;  // Win32
    std::uint16_t w_license_detail_level = 0x0003;
    Bytes challenge{};

    static Expected<PlatformChallengeResponseData> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const PlatformChallengeResponseData&,
                           const PlatformChallengeResponseData&) = default;
};

// NEW_LICENSE_INFO, inside encryptedLicenseInfo [2.2.2.6.1].
struct NewLicenseInfo {
    std::uint32_t dw_version = 0x00060000;
    Bytes scope{};         // ANSI, with its null
    Bytes company_name{};  // UTF-16LE, with its null
    Bytes product_id{};    // likewise
    Bytes license_info{};

    static Expected<NewLicenseInfo> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const NewLicenseInfo&, const NewLicenseInfo&) = default;
};

}  // namespace badrdp::wire
