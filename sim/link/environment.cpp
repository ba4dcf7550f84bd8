#include "sim/link/environment.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <ranges>

#include "sim/link/key_store.h"
#include "sim/link/legacy.h"
#include "sim/link/openssl.h"

namespace badrdp::link {
namespace {

void fill_with_chance(std::span<std::uint8_t> bytes) {
    need(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1, "no random bytes");
}

std::uint64_t filetime(TimePoint now) {
    using HundredNanoseconds = std::chrono::duration<std::int64_t, std::ratio<1, 10'000'000>>;
    constexpr HundredNanoseconds unix_epoch = std::chrono::seconds(11'644'473'600);  // since 1601
    return static_cast<std::uint64_t>(
        (std::chrono::duration_cast<HundredNanoseconds>(now.time_since_epoch()) + unix_epoch).count());
}

wire::Bytes number_of(EVP_PKEY* key, const char* name) {
    BIGNUM* raw = nullptr;
    const bool got = EVP_PKEY_get_bn_param(key, name, &raw) == 1;
    const Bignum number(raw);
    need(got, name);
    wire::Bytes bytes(static_cast<std::size_t>(BN_num_bytes(number.get())));
    need(BN_bn2lebinpad(number.get(), bytes.data(), static_cast<int>(bytes.size())) >= 0, name);
    return bytes;
}

peer::RsaKey standard_rdp_key(const SecretKey& key) {
    return {.modulus = number_of(key.get(), OSSL_PKEY_PARAM_RSA_N),
            .public_exponent = 65537,  // which OpenSSL gives every key
            .private_exponent = number_of(key.get(), OSSL_PKEY_PARAM_RSA_D)};
}

std::optional<peer::RsaKey> key_of(wire::BytesView certificate_der) {
    const auto* at = certificate_der.data();
    const X509Cert certificate(d2i_X509(nullptr, &at, static_cast<long>(certificate_der.size())));
    EVP_PKEY* key = certificate ? X509_get0_pubkey(certificate.get()) : nullptr;
    ERR_clear_error();
    if (!key || EVP_PKEY_is_a(key, "RSA") != 1) return std::nullopt;
    const auto exponent = number_of(key, OSSL_PKEY_PARAM_RSA_E);
    peer::RsaKey out{.modulus = number_of(key, OSSL_PKEY_PARAM_RSA_N), .public_exponent = 0};
    if (exponent.size() > sizeof out.public_exponent) return std::nullopt;
    for (std::size_t i = exponent.size(); i-- > 0;)
        out.public_exponent = out.public_exponent << 8 | exponent[i];
    return out;
}

// Issued as a licence server would: its root, and the host's certificate.
std::vector<wire::Bytes> chain_of_key(const EnvironmentSources& given) {
    host::CertificateRecipe recipe;
    recipe.issuer = host::Issuer::ca;
    auto minted = mint(recipe, "badrdp-host", given.now(), 0, given.keys);
    std::vector<wire::Bytes> chain{std::move(minted.authority_der)};
    std::ranges::move(minted.chain_der | std::views::reverse, std::back_inserter(chain));
    return chain;
}

bool needs_key(const peer::ServerChoices& choices) {
    return choices.accepts_rdp || !choices.negotiates || choices.select == peer::Protocols::rdp ||
           peer::asks_for_license(choices.licensing);
}

const EnvironmentSources& real() {
    static const EnvironmentSources given{.random = fill_with_chance, .now = Clock::now, .keys = stored_key};
    return given;
}

}  // namespace

peer::Environment environment_of(const peer::ServerChoices& choices, std::vector<std::string> screen,
                                 const EnvironmentSources& given) {
    return {.random = given.random,
            .filetime = [now = given.now] { return filetime(now()); },
            .server_key = needs_key(choices) ? standard_rdp_key(given.keys({})) : peer::RsaKey{},
            .key_chain = choices.x509_chain ? chain_of_key(given) : std::vector<wire::Bytes>(),
            .screen = std::move(screen)};
}

peer::Environment environment_of(const peer::ClientChoices&, const EnvironmentSources& given) {
    return {.random = given.random,
            .filetime = [now = given.now] { return filetime(now()); },
            .server_key = {},
            .key_of = key_of,
            .screen = {}};
}

peer::Environment environment_of(const peer::ServerChoices& choices, std::vector<std::string> screen) {
    if (needs_key(choices) ||
        has_any(choices.accepts | choices.select.value_or(peer::Protocols::rdp), wire::kNla))
        load_legacy_provider();
    return environment_of(choices, std::move(screen), real());
}

peer::Environment environment_of(const peer::ClientChoices& choices) {
    const auto wanted = choices.requests.value_or(peer::Protocols::rdp);
    const auto unanswered = choices.waits_for_confirm ? wanted : peer::Protocols::rdp;
    if (choices.assumes.value_or(unanswered) == peer::Protocols::rdp || choices.accepts_rdp ||
        has_any(wanted, wire::kNla))
        load_legacy_provider();
    auto environment = environment_of(choices, real());
    // Any host may ask for a licence, which is sealed by RC4 [MS-RDPELE 5.1.3]; few do.
    environment.before_licenses = load_legacy_provider;
    return environment;
}

}  // namespace badrdp::link
