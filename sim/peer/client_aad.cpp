// RDS AAD Auth of a client [MS-RDPBCGR 5.4.5.4.1] that has no Entra ID to ask: its assertion has the form and
// the host's nonce, and neither a token nor a signature that anybody would take for one.
#include <fmt/core.h>

#include "sim/peer/client_script.h"
#include "sim/peer/reading.h"
#include "sim/wire/rdsaad/rdsaad.h"

namespace badrdp::peer {

using namespace wire;

ClientScript::Trouble ClientScript::read_aad_nonce(const Opened& message) {
    Reader in(message.bytes);
    auto nonce = AadNonce::read(in);
    if (!nonce) return malformed(message.step, nonce.error());
    aad_nonce_ = std::move(nonce->ts_nonce);
    return std::nullopt;
}

Writer ClientScript::aad_request() const {
    constexpr std::uint64_t unix_epoch = 116'444'736'000'000'000, ticks_per_second = 10'000'000;
    std::string signature(256, '\0');  // of RSA with 2048 bits, in size
    around_->random({reinterpret_cast<std::uint8_t*>(signature.data()), signature.size()});
    const AadAssertion assertion{
        .header = R"({"alg":"RS256","kid":"badrdp"})",
        .payload = fmt::format(
            R"({{"ts":"{}","at":"none","u":"ms-device-service://termsrv.wvd.microsoft.com/name/badrdp",)"
            R"("nonce":"{}","cnf":{{"jwk":{{}}}},"client_claims":"{{\\"aad_nonce\\":\\"none\\"}}"}})",
            (around_->filetime() - unix_epoch) / ticks_per_second, aad_nonce_),
        .signature = std::move(signature)};
    return written(AadRequest{.rdp_assertion = assertion.compact()});
}

ClientScript::Trouble ClientScript::read_aad_result(const Opened& message) const {
    Reader in(message.bytes);
    const auto result = AadResult::read(in);
    if (!result) return malformed(message.step, result.error());
    if (result->authentication_result == 0) return std::nullopt;
    return End{End::Kind::credentials, aad_result_text(result->authentication_result)};
}

}  // namespace badrdp::peer
