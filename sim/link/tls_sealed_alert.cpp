#include "sim/link/tls_sealed_alert.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <array>
#include <string_view>

#include "sim/wire/tls/tls_record.h"

namespace badrdp::link {
namespace {

using wire::Bytes;
using wire::BytesView;
using Kdf = Owned<EVP_KDF, EVP_KDF_free>;
using KdfContext = Owned<EVP_KDF_CTX, EVP_KDF_CTX_free>;
using CipherContext = Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

constexpr std::size_t kNonce = 12;
constexpr std::size_t kTag = 16;

OSSL_PARAM octets(const char* name, BytesView value) {
    return OSSL_PARAM_construct_octet_string(name, const_cast<std::uint8_t*>(value.data()), value.size());
}

OSSL_PARAM text(const char* name, const char* value) {
    return OSSL_PARAM_construct_utf8_string(name, const_cast<char*>(value), 0);
}

Bytes derive(const char* kdf_name, std::size_t size, const OSSL_PARAM* params) {
    const Kdf kdf(EVP_KDF_fetch(nullptr, kdf_name, nullptr));
    const KdfContext context(kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr);
    Bytes out(size);
    need(context && EVP_KDF_derive(context.get(), out.data(), out.size(), params) == 1, kdf_name);
    return out;
}

BytesView view(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

struct Keys {
    Bytes key;
    Bytes iv;  // 12 bytes, or the 4 fixed ones of TLS 1.2's GCM
};

// RFC 8446 7.3.
Keys keys_13(const WriteState& state, const EVP_CIPHER* cipher, const EVP_MD* digest) {
    const auto expand = [&](std::string_view label, std::size_t size) {
        const std::array params{text(OSSL_KDF_PARAM_MODE, "EXPAND_ONLY"),
                                text(OSSL_KDF_PARAM_DIGEST, EVP_MD_get0_name(digest)),
                                octets(OSSL_KDF_PARAM_KEY, state.traffic_secret),
                                octets(OSSL_KDF_PARAM_PREFIX, view("tls13 ")),
                                octets(OSSL_KDF_PARAM_LABEL, view(label)),
                                OSSL_PARAM_construct_end()};
        return derive("TLS13-KDF", size, params.data());
    };
    return {expand("key", static_cast<std::size_t>(EVP_CIPHER_get_key_length(cipher))), expand("iv", kNonce)};
}

// RFC 5246 6.3.
Keys keys_12(const SSL* ssl, const WriteState& state, const EVP_CIPHER* cipher, const EVP_MD* digest,
             std::size_t iv_size) {
    Bytes master(SSL_SESSION_get_master_key(SSL_get_session(ssl), nullptr, 0));
    SSL_SESSION_get_master_key(SSL_get_session(ssl), master.data(), master.size());
    Bytes client(SSL_get_client_random(ssl, nullptr, 0)), server(SSL_get_server_random(ssl, nullptr, 0));
    SSL_get_client_random(ssl, client.data(), client.size());
    SSL_get_server_random(ssl, server.data(), server.size());
    const auto key_size = static_cast<std::size_t>(EVP_CIPHER_get_key_length(cipher));
    const std::array params{text(OSSL_KDF_PARAM_DIGEST, EVP_MD_get0_name(digest)),
                            octets(OSSL_KDF_PARAM_SECRET, master),
                            octets(OSSL_KDF_PARAM_SEED, view("key expansion")),
                            octets(OSSL_KDF_PARAM_SEED, server),
                            octets(OSSL_KDF_PARAM_SEED, client),
                            OSSL_PARAM_construct_end()};
    const auto block = derive("TLS1-PRF", 2 * (key_size + iv_size), params.data());
    const std::size_t mine = state.role == wire::Role::client ? 0 : 1;
    const auto part = [&](std::size_t at, std::size_t size) {
        const auto from = block.begin() + static_cast<std::ptrdiff_t>(at);
        return Bytes(from, from + static_cast<std::ptrdiff_t>(size));
    };
    return {part(mine * key_size, key_size), part(2 * key_size + mine * iv_size, iv_size)};
}

Bytes big_endian(std::uint64_t v) {
    Bytes out(8);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(v >> (56 - 8 * i));
    return out;
}

Bytes encrypt(const EVP_CIPHER* cipher, const Bytes& key, const Bytes& nonce, BytesView aad,
              BytesView plain) {
    const CipherContext context(EVP_CIPHER_CTX_new());
    Bytes out(plain.size() + kTag);
    int size = 0;
    const bool done =
        context && EVP_EncryptInit_ex(context.get(), cipher, nullptr, key.data(), nonce.data()) == 1 &&
        EVP_EncryptUpdate(context.get(), nullptr, &size, aad.data(), static_cast<int>(aad.size())) == 1 &&
        EVP_EncryptUpdate(context.get(), out.data(), &size, plain.data(), static_cast<int>(plain.size())) ==
            1 &&
        EVP_EncryptFinal_ex(context.get(), out.data() + size, &size) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kTag, out.data() + plain.size()) == 1;
    need(done, "tls: cannot encrypt an alert");
    return out;
}

Bytes header(std::uint8_t type, std::size_t length) {
    return {type, 3, 3, static_cast<std::uint8_t>(length >> 8), static_cast<std::uint8_t>(length)};
}

void append(Bytes& out, BytesView more) { out.insert(out.end(), more.begin(), more.end()); }

}  // namespace

std::optional<Bytes> sealed_alert(const SSL* ssl, const WriteState& state, std::uint8_t level,
                                  std::uint8_t description) {
    const SSL_CIPHER* agreed = SSL_get_current_cipher(ssl);
    if (!agreed || SSL_CIPHER_is_aead(agreed) != 1) return std::nullopt;
    const EVP_CIPHER* cipher = EVP_get_cipherbynid(SSL_CIPHER_get_cipher_nid(agreed));
    const EVP_MD* digest = SSL_CIPHER_get_handshake_digest(agreed);
    if (!cipher || !digest || EVP_CIPHER_get_mode(cipher) == EVP_CIPH_CCM_MODE) return std::nullopt;
    const bool tls13 = SSL_version(ssl) == TLS1_3_VERSION;
    const bool gcm = EVP_CIPHER_get_mode(cipher) == EVP_CIPH_GCM_MODE;
    if (tls13 && state.traffic_secret.empty()) return std::nullopt;

    const auto keys =
        tls13 ? keys_13(state, cipher, digest) : keys_12(ssl, state, cipher, digest, gcm ? 4 : kNonce);
    const auto sequence = big_endian(state.records);
    const bool explicit_nonce = !tls13 && gcm;  // RFC 5288 3; the others xor [RFC 8446 5.3, RFC 7905 2]
    auto nonce = keys.iv;
    if (explicit_nonce)
        append(nonce, sequence);
    else
        for (std::size_t i = 0; i < sequence.size(); ++i) nonce[kNonce - sequence.size() + i] ^= sequence[i];

    Bytes plain{level, description};
    if (tls13) plain.push_back(wire::tls_type::alert);
    const auto body = plain.size() + kTag + (explicit_nonce ? sequence.size() : 0);
    auto record = header(tls13 ? wire::tls_type::application_data : wire::tls_type::alert, body);
    Bytes aad;
    if (tls13) {
        aad = record;
    } else {
        aad = sequence;
        append(aad, header(wire::tls_type::alert, plain.size()));
    }
    if (explicit_nonce) append(record, sequence);
    append(record, encrypt(cipher, keys.key, nonce, aad, plain));
    return record;
}

void take_secret(WriteState& state, std::string_view line) {
    const std::string_view label =
        state.role == wire::Role::client ? "CLIENT_TRAFFIC_SECRET_0 " : "SERVER_TRAFFIC_SECRET_0 ";
    if (!line.starts_with(label)) return;
    const auto hex = line.substr(line.rfind(' ') + 1);
    long size = 0;
    const Owned<unsigned char, [](unsigned char* p) { OPENSSL_free(p); }> bytes(
        OPENSSL_hexstr2buf(std::string(hex).c_str(), &size));
    if (bytes) state.traffic_secret.assign(bytes.get(), bytes.get() + size);
}

}  // namespace badrdp::link
