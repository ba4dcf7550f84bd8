#include "sim/peer/license_client.h"

#include <algorithm>

#include "sim/auth/rdp_rsa.h"
#include "sim/wire/security/server_certificate.h"

namespace badrdp::peer {

using namespace wire;

namespace {

Bytes ansi_with_null(std::string_view text) {
    Bytes bytes(text.begin(), text.end());
    bytes.push_back(0);
    return bytes;
}

template <class Part>
Bytes plain_bytes(const Part& part) {
    Writer out;
    part.write(out);
    return out.bytes;
}

template <class Pdu>
Writer license_answer(const Pdu& pdu) {
    Writer out;
    pdu.write(out);
    return out;
}

template <class Pdu, class React>
Expected<LicenseClient::Heard> heard(BytesView message, React react) {
    Reader in(message);
    const auto pdu = Pdu::read(in);
    if (!pdu) return std::unexpected(pdu.error());
    return react(*pdu);
}

const Bytes& own_hardware() {
    static const Bytes bytes = plain_bytes(
        ClientHardwareId{.platform_id = 0x04010000, .data1 = 1, .data2 = 2, .data3 = 3, .data4 = 4});
    return bytes;
}

}  // namespace

// What nobody can read who has no key that fits: nothing, where the certificate is none of ours.
Bytes LicenseClient::secret_for(const ServerLicenseRequest& request, const auth::Bytes32& client_random) {
    Reader in(request.server_certificate.data);
    const auto certificate = ProprietaryCertificate::read(in);
    if (!certificate) return {};
    std::array<std::uint8_t, auth::LicenseKeys::kPreMasterSecret> secret{};
    random_(secret);
    const auto& key = certificate->public_key;
    auto encrypted = auth::encrypt_secret(secret, key.pub_exp, key.modulus);
    if (!encrypted) return {};
    keys_ = auth::license_keys(secret, client_random, request.server_random);
    return std::move(*encrypted);
}

Expected<LicenseClient::Heard> LicenseClient::hear(BytesView message) {
    switch (message.empty() ? std::uint8_t{0} : message.front()) {
        case LicensePreamble::kLicenseRequest:
            return heard<ServerLicenseRequest>(message, [&](const auto& pdu) { return on_request(pdu); });
        case LicensePreamble::kPlatformChallenge:
            return heard<ServerPlatformChallenge>(message,
                                                  [&](const auto& pdu) { return on_challenge(pdu); });
        case LicensePreamble::kNewLicense:
        case LicensePreamble::kUpgradeLicense:
            return heard<ServerNewLicense>(message, [&](const auto& pdu) { return on_license(pdu); });
        default: break;
    }
    return heard<LicenseError>(message, [](const LicenseError& pdu) {
        const bool refused = pdu.dw_error_code != LicenseError::kValidClient;
        return Heard{.refusal = refused ? std::optional(pdu.dw_error_code) : std::nullopt};
    });
}

LicenseClient::Heard LicenseClient::on_request(const ServerLicenseRequest& request) {
    auth::Bytes32 client_random{};
    random_(client_random);
    if (prepare_) prepare_();
    const auto secret = secret_for(request, client_random);
    if (!shown_.empty() && keys_) {
        ClientLicenseInfo info{.client_random = client_random,
                               .mac_data = license_mac(*keys_, own_hardware())};
        info.encrypted_pre_master_secret.data = secret;
        info.license_info.data = shown_;
        info.encrypted_hwid.data = auth::license_cipher(*keys_, own_hardware());
        return {.answer = license_answer(info)};
    }
    ClientNewLicenseRequest answer{.client_random = client_random};
    answer.encrypted_pre_master_secret.data = secret;
    answer.client_user_name.data = ansi_with_null(user_);
    answer.client_machine_name.data = ansi_with_null("badrdp");
    return {.answer = license_answer(answer)};
}

std::expected<Bytes, std::string> LicenseClient::opened(BytesView sealed, const LicenseMac& mac,
                                                        std::string_view what) const {
    if (!keys_)
        return std::unexpected(
            std::string(what) +
            " is sealed by no key of ours: the host's certificate is none that we can read");
    auto plain = auth::license_cipher(*keys_, sealed);
    if (auth::license_mac(*keys_, plain) != mac)
        return std::unexpected(std::string(what) + " does not bear the host's MAC");
    return plain;
}

LicenseClient::Heard LicenseClient::on_challenge(const ServerPlatformChallenge& challenge) const {
    auto plain =
        opened(challenge.encrypted_platform_challenge.data, challenge.mac_data, "the platform challenge");
    if (!plain) return {.unproven = plain.error()};
    const auto said = plain_bytes(PlatformChallengeResponseData{.challenge = std::move(*plain)});
    const auto both = auth::joined({said, own_hardware()});
    ClientPlatformChallengeResponse response{.mac_data = auth::license_mac(*keys_, both)};
    response.encrypted_platform_challenge_response.data = auth::license_cipher(*keys_, said);
    response.encrypted_hwid.data = auth::license_cipher(*keys_, own_hardware());
    return {.answer = license_answer(response)};
}

Expected<LicenseClient::Heard> LicenseClient::on_license(const ServerNewLicense& license) const {
    const auto plain = opened(license.encrypted_license_info.data, license.mac_data, "the licence");
    if (!plain) return Heard{.unproven = plain.error()};
    Reader in(*plain);
    const auto info = NewLicenseInfo::read(in);
    if (!info) return std::unexpected(info.error());
    if (info->license_info.size() > kLongestLicense)
        return std::unexpected(Malformed{"newLicenseInfo.cbLicenseInfo", "longer than any licence", 0});
    return Heard{.granted = info->license_info};
}

}  // namespace badrdp::peer
