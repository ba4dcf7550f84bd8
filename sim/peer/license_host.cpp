#include "sim/peer/license_host.h"

#include <algorithm>
#include <array>
#include <string>

#include "sim/auth/rdp_rsa.h"
#include "sim/peer/action.h"
#include "sim/wire/io/utf16.h"

namespace badrdp::peer {

using namespace wire;

namespace {

// rdesktop takes a challenge of this size and no other.
constexpr std::array<std::uint8_t, 10> kLicenseChallenge{'T', 0, 'E', 0, 'S', 0, 'T', 0, 0, 0};
constexpr std::string_view kIssuedLicense = "a licence that badrdp has issued";
constexpr std::string_view kUpgradedLicense = "a licence that badrdp has upgraded";

bool same_bytes(BytesView a, BytesView b) { return std::ranges::equal(a, b); }

Bytes license_bytes(std::string_view text) { return {text.begin(), text.end()}; }

Bytes with_null_in_utf16(std::string_view text) { return utf16le_of(std::string(text) + '\0'); }

Bytes encoded_license(const NewLicenseInfo& info) {
    Writer out;
    info.write(out);
    return out.bytes;
}

}  // namespace

bool LicenseHost::agree(const auth::Bytes32& client_random, BytesView encrypted, const RsaKey& key) {
    const auto secret = auth::decrypt_secret(encrypted, key.private_exponent, key.modulus,
                                             auth::LicenseKeys::kPreMasterSecret);
    if (secret) keys_ = auth::license_keys(*secret, client_random, server_random_);
    return secret.has_value();
}

Expected<LicenseHost::Next> LicenseHost::hear(BytesView message, const RsaKey& key) {
    const auto type = message.empty() ? std::uint8_t{0} : message.front();
    Reader in(message);
    if (type == LicensePreamble::kLicenseInfo) {
        const auto info = ClientLicenseInfo::read(in);
        if (!info) return std::unexpected(info.error());
        return on_info(*info, key);
    }
    if (type == LicensePreamble::kPlatformChallengeResponse && keys_) {
        const auto response = ClientPlatformChallengeResponse::read(in);
        if (!response) return std::unexpected(response.error());
        return on_response(*response);
    }
    if (type == LicensePreamble::kErrorAlert) {  // [MS-RDPELE 2.2.2.8]
        const auto alert = LicenseError::read(in);
        if (!alert) return std::unexpected(alert.error());
        return Next{Next::Word::end, alert->dw_error_code};
    }
    const auto request = ClientNewLicenseRequest::read(in);
    if (!request) return std::unexpected(request.error());
    if (kind_ == Licensing::new_license) return refusal(error_);
    if (!agree(request->client_random, request->encrypted_pre_master_secret.data, key))
        return refusal(LicenseError::kInvalidClient);
    return Next{Next::Word::challenge};
}

LicenseHost::Next LicenseHost::on_info(const ClientLicenseInfo& info, const RsaKey& key) {
    if (kind_ == Licensing::new_license) return refusal(error_);
    if (!agree(info.client_random, info.encrypted_pre_master_secret.data, key))
        return refusal(LicenseError::kInvalidClient);
    if (auth::license_mac(*keys_, auth::license_cipher(*keys_, info.encrypted_hwid.data)) != info.mac_data)
        return refusal(LicenseError::kInvalidMac);
    const auto& shown = info.license_info.data;
    if (!same_bytes(shown, auth::as_bytes(kIssuedLicense)) &&
        !same_bytes(shown, auth::as_bytes(kUpgradedLicense)))
        return refusal(LicenseError::kInvalidClient);
    if (kind_ == Licensing::presented_refused) return refusal(error_);
    presented_ = true;
    return Next{kind_ == Licensing::upgraded ? Next::Word::challenge : Next::Word::valid};
}

LicenseHost::Next LicenseHost::on_response(const ClientPlatformChallengeResponse& response) const {
    const auto said = auth::license_cipher(*keys_, response.encrypted_platform_challenge_response.data);
    const auto hwid = auth::license_cipher(*keys_, response.encrypted_hwid.data);
    const auto both = auth::joined({said, hwid});
    if (auth::license_mac(*keys_, both) != response.mac_data) return refusal(LicenseError::kInvalidMac);
    // rdesktop shows the challenge alone, without what stands around it: it has read it all the same.
    Reader in(said);
    const auto data = PlatformChallengeResponseData::read(in);
    const BytesView shown = data ? BytesView(data->challenge) : BytesView(said);
    if (!same_bytes(shown, kLicenseChallenge)) return refusal(LicenseError::kInvalidClient);
    if (kind_ == Licensing::challenge_refused) return refusal(error_);
    return Next{presented_ ? Next::Word::upgrade : Next::Word::license};
}

ServerPlatformChallenge LicenseHost::challenge() const {
    ServerPlatformChallenge pdu;
    pdu.encrypted_platform_challenge.data = auth::license_cipher(*keys_, kLicenseChallenge);
    pdu.mac_data = auth::license_mac(*keys_, kLicenseChallenge);
    return pdu;
}

ServerNewLicense LicenseHost::license(bool upgraded) const {
    constexpr std::string_view scope("microsoft.com\0", 14);
    const auto plain =
        encoded_license({.scope = license_bytes(scope),
                         .company_name = with_null_in_utf16("Microsoft Corporation"),
                         .product_id = with_null_in_utf16("A02"),
                         .license_info = license_bytes(upgraded ? kUpgradedLicense : kIssuedLicense)});
    ServerNewLicense pdu;
    if (upgraded) pdu.preamble.b_msg_type = LicensePreamble::kUpgradeLicense;
    pdu.encrypted_license_info.data = auth::license_cipher(*keys_, plain);
    pdu.mac_data = auth::license_mac(*keys_, plain);
    return pdu;
}

}  // namespace badrdp::peer
