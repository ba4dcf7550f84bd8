// Two ends of OpenSSL's own TLS over memory, and what they put on the wire: what a passive reader is held
// against.
#pragma once

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "sim/wire/io/malformed.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::test {

struct FreedTls {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
};

class RealTls {
public:
    // `version` of OpenSSL's numbers; a list of ciphers as OpenSSL names them. Without encrypt-then-MAC if
    // told so.
    RealTls(int version, const std::string& ciphers, bool ecdsa, bool encrypt_then_mac = true) {
        const std::unique_ptr<EVP_PKEY, FreedTls> key(ecdsa ? EVP_EC_gen("P-256") : EVP_RSA_gen(2048));
        const std::unique_ptr<X509, FreedTls> certificate(X509_new());
        X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
        X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
        X509_set_pubkey(certificate.get(), key.get());
        X509_sign(certificate.get(), key.get(), EVP_sha256());
        for (const auto role : {wire::Role::client, wire::Role::server}) {
            auto& end = this->end(role);
            end.context.reset(
                SSL_CTX_new(role == wire::Role::client ? TLS_client_method() : TLS_server_method()));
            auto* context = end.context.get();
            SSL_CTX_set_min_proto_version(context, version);
            SSL_CTX_set_max_proto_version(context, version);
            if (!encrypt_then_mac) SSL_CTX_set_options(context, SSL_OP_NO_ENCRYPT_THEN_MAC);
            const bool known = version == TLS1_3_VERSION
                                   ? SSL_CTX_set_ciphersuites(context, ciphers.c_str()) == 1
                                   : SSL_CTX_set_cipher_list(context, ciphers.c_str()) == 1;
            if (!known) throw std::runtime_error(ciphers);
            if (role == wire::Role::server) {
                SSL_CTX_use_certificate(context, certificate.get());
                SSL_CTX_use_PrivateKey(context, key.get());
            } else {
                SSL_CTX_set_keylog_callback(context, [](const SSL* ssl, const char* line) {
                    static_cast<RealTls*>(SSL_get_app_data(ssl))->keys += std::string(line) + "\n";
                });
            }
            end.ssl.reset(SSL_new(context));
            SSL_set_app_data(end.ssl.get(), this);
            SSL_set_bio(end.ssl.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
            role == wire::Role::client ? SSL_set_connect_state(end.ssl.get())
                                       : SSL_set_accept_state(end.ssl.get());
        }
        for (int i = 0; i < 8; ++i)
            for (const auto role : {wire::Role::client, wire::Role::server}) {
                SSL_do_handshake(end(role).ssl.get());
                carry(role);
            }
        if (!SSL_is_init_finished(client_.ssl.get()))
            throw std::runtime_error("no handshake with " + ciphers);
    }

    void say(wire::Role from, const std::string& text) {
        if (SSL_write(end(from).ssl.get(), text.data(), static_cast<int>(text.size())) <= 0)
            throw std::runtime_error("nothing is written");
        carry(from);
        std::string heard(text.size() + 1, '\0');
        SSL_read(end(wire::other(from)).ssl.get(), heard.data(), static_cast<int>(heard.size()));
        carry(wire::other(from));
    }

    void update_key(wire::Role from) { SSL_key_update(end(from).ssl.get(), SSL_KEY_UPDATE_NOT_REQUESTED); }

    // In the order in which it was sent.
    std::vector<std::pair<wire::Role, wire::Bytes>> sent;
    std::string keys;

private:
    struct End {
        std::unique_ptr<SSL_CTX, FreedTls> context;
        std::unique_ptr<SSL, FreedTls> ssl;
    };

    End& end(wire::Role role) { return role == wire::Role::client ? client_ : server_; }

    void carry(wire::Role from) {
        auto* out = SSL_get_wbio(end(from).ssl.get());
        wire::Bytes bytes(BIO_ctrl_pending(out));
        if (bytes.empty()) return;
        BIO_read(out, bytes.data(), static_cast<int>(bytes.size()));
        BIO_write(SSL_get_rbio(end(wire::other(from)).ssl.get()), bytes.data(),
                  static_cast<int>(bytes.size()));
        sent.emplace_back(from, std::move(bytes));
    }

    End client_;
    End server_;
};

}  // namespace badrdp::test
