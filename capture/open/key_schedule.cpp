#include "capture/open/key_schedule.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <memory>
#include <vector>

namespace badrdp::capture {
namespace {

using wire::Bytes;
using wire::BytesView;

struct FreedKdf {
    void operator()(EVP_KDF* kdf) const { EVP_KDF_free(kdf); }
    void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }
};

// OpenSSL reads through these pointers, and has no const for it.
OSSL_PARAM text_param(const char* name, const char* text) {
    return OSSL_PARAM_construct_utf8_string(name, const_cast<char*>(text), 0);
}
OSSL_PARAM bytes_param(const char* name, BytesView bytes) {
    return OSSL_PARAM_construct_octet_string(name, const_cast<std::uint8_t*>(bytes.data()), bytes.size());
}

std::optional<Bytes> derive(const char* name, std::vector<OSSL_PARAM> params, std::size_t size) {
    const std::unique_ptr<EVP_KDF, FreedKdf> kdf(EVP_KDF_fetch(nullptr, name, nullptr));
    const std::unique_ptr<EVP_KDF_CTX, FreedKdf> context(kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr);
    params.push_back(OSSL_PARAM_construct_end());
    Bytes out(size);
    if (!context || EVP_KDF_derive(context.get(), out.data(), out.size(), params.data()) != 1)
        return std::nullopt;
    return out;
}

void append(Bytes& to, BytesView bytes) { to.insert(to.end(), bytes.begin(), bytes.end()); }
void append(Bytes& to, std::string_view text) { to.insert(to.end(), text.begin(), text.end()); }

// HKDF-Expand-Label without a context [RFC 8446 7.1].
std::optional<Bytes> expand(const CipherSuite& suite, BytesView secret, std::string_view label,
                            std::size_t size) {
    constexpr std::string_view kPrefix = "tls13 ";
    Bytes info{0, static_cast<std::uint8_t>(size), static_cast<std::uint8_t>(kPrefix.size() + label.size())};
    append(info, kPrefix);
    append(info, label);
    info.push_back(0);
    return derive(
        "HKDF",
        {text_param(OSSL_KDF_PARAM_MODE, "EXPAND_ONLY"), text_param(OSSL_KDF_PARAM_DIGEST, suite.prf),
         bytes_param(OSSL_KDF_PARAM_KEY, secret), bytes_param(OSSL_KDF_PARAM_INFO, info)},
        size);
}

std::size_t iv_size(const CipherSuite& suite) {
    switch (suite.protection) {
        case Protection::gcm: return 4;
        case Protection::chacha20: return 12;
        case Protection::cbc: return 0;
    }
    return 0;
}

}  // namespace

std::optional<RecordKeys> record_keys(const CipherSuite& suite, BytesView master, const TlsRandom& client,
                                      const TlsRandom& server, wire::Role from) {
    Bytes seed;
    append(seed, "key expansion");
    append(seed, BytesView(server));
    append(seed, BytesView(client));
    const auto iv = iv_size(suite);
    const auto block =
        derive("TLS1-PRF",
               {text_param(OSSL_KDF_PARAM_DIGEST, suite.prf), bytes_param(OSSL_KDF_PARAM_SECRET, master),
                bytes_param(OSSL_KDF_PARAM_SEED, seed)},
               2 * (suite.mac_size + suite.key + iv));
    if (!block) return std::nullopt;
    // The client's MAC key, the server's, and so on with keys and IVs.
    const std::size_t which = from == wire::Role::client ? 0 : 1;
    std::size_t at = 0;
    const auto take = [&](std::size_t size) {
        const auto part = BytesView(*block).subspan(at + which * size, size);
        at += 2 * size;
        return Bytes(part.begin(), part.end());
    };
    RecordKeys out;
    out.mac = take(suite.mac_size);
    out.key = take(suite.key);
    out.iv = take(iv);
    return out;
}

std::optional<RecordKeys> record_keys(const CipherSuite& suite, BytesView secret) {
    auto key = expand(suite, secret, "key", suite.key);
    auto iv = expand(suite, secret, "iv", 12);
    if (!key || !iv) return std::nullopt;
    return RecordKeys{.key = std::move(*key), .iv = std::move(*iv)};
}

std::optional<Bytes> next_secret(const CipherSuite& suite, BytesView secret) {
    return expand(suite, secret, "traffic upd", secret.size());
}

}  // namespace badrdp::capture
