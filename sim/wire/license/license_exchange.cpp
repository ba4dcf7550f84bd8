#include "sim/wire/license/license_exchange.h"

namespace badrdp::wire {

namespace {

constexpr LicenseBlob::Names kInfoPreMasterSecret{"licenseInfo.EncryptedPreMasterSecret.wBlobType",
                                                  "licenseInfo.EncryptedPreMasterSecret.wBlobLen",
                                                  "licenseInfo.EncryptedPreMasterSecret.blobData"};
constexpr LicenseBlob::Names kLicenseInfo{"licenseInfo.LicenseInfo.wBlobType",
                                          "licenseInfo.LicenseInfo.wBlobLen",
                                          "licenseInfo.LicenseInfo.blobData"};
constexpr LicenseBlob::Names kInfoHwid{"licenseInfo.EncryptedHWID.wBlobType",
                                       "licenseInfo.EncryptedHWID.wBlobLen",
                                       "licenseInfo.EncryptedHWID.blobData"};
constexpr LicenseBlob::Names kChallenge{"platformChallenge.EncryptedPlatformChallenge.wBlobType",
                                        "platformChallenge.EncryptedPlatformChallenge.wBlobLen",
                                        "platformChallenge.EncryptedPlatformChallenge.blobData"};
constexpr LicenseBlob::Names kResponse{
    "platformChallengeResponse.EncryptedPlatformChallengeResponse.wBlobType",
    "platformChallengeResponse.EncryptedPlatformChallengeResponse.wBlobLen",
    "platformChallengeResponse.EncryptedPlatformChallengeResponse.blobData"};
constexpr LicenseBlob::Names kResponseHwid{"platformChallengeResponse.EncryptedHWID.wBlobType",
                                           "platformChallengeResponse.EncryptedHWID.wBlobLen",
                                           "platformChallengeResponse.EncryptedHWID.blobData"};
constexpr LicenseBlob::Names kNewLicense{"newLicense.EncryptedLicenseInfo.wBlobType",
                                         "newLicense.EncryptedLicenseInfo.wBlobLen",
                                         "newLicense.EncryptedLicenseInfo.blobData"};

Bytes read_of_length(Reader& in, std::string_view length_field, std::string_view field, std::size_t length) {
    if (length > in.remaining()) in.fail(length_field, "more than there is");
    const auto bytes = in.bytes(field, length);
    return {bytes.begin(), bytes.end()};
}

Bytes read_long(Reader& in, std::string_view length_field, std::string_view field) {
    const auto length = in.u32le(length_field);
    return read_of_length(in, length_field, field, length);
}

void write_long(Writer& out, std::string_view length_field, std::string_view field, const Bytes& bytes) {
    out.u32le(length_field, static_cast<std::uint32_t>(bytes.size()));
    out.raw(field, bytes);
}

}  // namespace

Expected<ClientLicenseInfo> ClientLicenseInfo::read(Reader& in) {
    ClientLicenseInfo info;
    info.preamble = LicensePreamble::read(in, LicensePreamble::kLicenseInfo);
    info.preferred_key_exchange_alg = in.u32le("licenseInfo.PreferredKeyExchangeAlg");
    info.platform_id = in.u32le("licenseInfo.PlatformId");
    read_value(in, "licenseInfo.ClientRandom", info.client_random);
    info.encrypted_pre_master_secret = LicenseBlob::read(in, kInfoPreMasterSecret);
    info.license_info = LicenseBlob::read(in, kLicenseInfo);
    info.encrypted_hwid = LicenseBlob::read(in, kInfoHwid);
    read_value(in, "licenseInfo.MACData", info.mac_data);
    LicensePreamble::read_end(in);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return info;
}

void ClientLicenseInfo::write(Writer& out) const {
    const auto begin = out.bytes.size();
    auto size = preamble.write(out);
    out.u32le("licenseInfo.PreferredKeyExchangeAlg", preferred_key_exchange_alg);
    out.u32le("licenseInfo.PlatformId", platform_id);
    out.raw("licenseInfo.ClientRandom", client_random);
    encrypted_pre_master_secret.write(out, kInfoPreMasterSecret);
    license_info.write(out, kLicenseInfo);
    encrypted_hwid.write(out, kInfoHwid);
    out.raw("licenseInfo.MACData", mac_data);
    size.count_from(begin);
}

Expected<ServerPlatformChallenge> ServerPlatformChallenge::read(Reader& in) {
    ServerPlatformChallenge challenge;
    challenge.preamble = LicensePreamble::read(in, LicensePreamble::kPlatformChallenge);
    challenge.connect_flags = in.u32le("platformChallenge.ConnectFlags");
    challenge.encrypted_platform_challenge = LicenseBlob::read(in, kChallenge);
    read_value(in, "platformChallenge.MACData", challenge.mac_data);
    LicensePreamble::read_end(in);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return challenge;
}

void ServerPlatformChallenge::write(Writer& out) const {
    const auto begin = out.bytes.size();
    auto size = preamble.write(out);
    out.u32le("platformChallenge.ConnectFlags", connect_flags);
    encrypted_platform_challenge.write(out, kChallenge);
    out.raw("platformChallenge.MACData", mac_data);
    size.count_from(begin);
}

Expected<ClientPlatformChallengeResponse> ClientPlatformChallengeResponse::read(Reader& in) {
    ClientPlatformChallengeResponse response;
    response.preamble = LicensePreamble::read(in, LicensePreamble::kPlatformChallengeResponse);
    response.encrypted_platform_challenge_response = LicenseBlob::read(in, kResponse);
    response.encrypted_hwid = LicenseBlob::read(in, kResponseHwid);
    read_value(in, "platformChallengeResponse.MACData", response.mac_data);
    LicensePreamble::read_end(in);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return response;
}

void ClientPlatformChallengeResponse::write(Writer& out) const {
    const auto begin = out.bytes.size();
    auto size = preamble.write(out);
    encrypted_platform_challenge_response.write(out, kResponse);
    encrypted_hwid.write(out, kResponseHwid);
    out.raw("platformChallengeResponse.MACData", mac_data);
    size.count_from(begin);
}

Expected<ServerNewLicense> ServerNewLicense::read(Reader& in) {
    ServerNewLicense license;
    license.preamble = LicensePreamble::read(in);
    const auto type = license.preamble.b_msg_type;
    if (type != LicensePreamble::kNewLicense && type != LicensePreamble::kUpgradeLicense)
        in.fail("licensePreamble.bMsgType", "another message");
    license.encrypted_license_info = LicenseBlob::read(in, kNewLicense);
    read_value(in, "newLicense.MACData", license.mac_data);
    LicensePreamble::read_end(in);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return license;
}

void ServerNewLicense::write(Writer& out) const {
    const auto begin = out.bytes.size();
    auto size = preamble.write(out);
    encrypted_license_info.write(out, kNewLicense);
    out.raw("newLicense.MACData", mac_data);
    size.count_from(begin);
}

Expected<PlatformChallengeResponseData> PlatformChallengeResponseData::read(Reader& in) {
    PlatformChallengeResponseData data;
    data.w_version = in.u16le("challengeResponseData.wVersion");
    data.w_client_type = in.u16le("challengeResponseData.wClientType");
    data.w_license_detail_level = in.u16le("challengeResponseData.wLicenseDetailLevel");
    const auto length = in.u16le("challengeResponseData.cbChallenge");
    data.challenge =
        read_of_length(in, "challengeResponseData.cbChallenge", "challengeResponseData.pbChallenge", length);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return data;
}

void PlatformChallengeResponseData::write(Writer& out) const {
    out.u16le("challengeResponseData.wVersion", w_version);
    out.u16le("challengeResponseData.wClientType", w_client_type);
    out.u16le("challengeResponseData.wLicenseDetailLevel", w_license_detail_level);
    out.u16le("challengeResponseData.cbChallenge", static_cast<std::uint16_t>(challenge.size()));
    out.raw("challengeResponseData.pbChallenge", challenge);
}

Expected<NewLicenseInfo> NewLicenseInfo::read(Reader& in) {
    NewLicenseInfo info;
    info.dw_version = in.u32le("newLicenseInfo.dwVersion");
    info.scope = read_long(in, "newLicenseInfo.cbScope", "newLicenseInfo.pbScope");
    info.company_name = read_long(in, "newLicenseInfo.cbCompanyName", "newLicenseInfo.pbCompanyName");
    info.product_id = read_long(in, "newLicenseInfo.cbProductId", "newLicenseInfo.pbProductId");
    info.license_info = read_long(in, "newLicenseInfo.cbLicenseInfo", "newLicenseInfo.pbLicenseInfo");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return info;
}

void NewLicenseInfo::write(Writer& out) const {
    out.u32le("newLicenseInfo.dwVersion", dw_version);
    write_long(out, "newLicenseInfo.cbScope", "newLicenseInfo.pbScope", scope);
    write_long(out, "newLicenseInfo.cbCompanyName", "newLicenseInfo.pbCompanyName", company_name);
    write_long(out, "newLicenseInfo.cbProductId", "newLicenseInfo.pbProductId", product_id);
    write_long(out, "newLicenseInfo.cbLicenseInfo", "newLicenseInfo.pbLicenseInfo", license_info);
}

}  // namespace badrdp::wire
