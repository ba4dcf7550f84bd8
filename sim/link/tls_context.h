// What TlsContext and Tls share and nobody else needs to see.
#pragma once

#include "sim/link/openssl.h"
#include "sim/link/tls.h"

namespace badrdp::link {

using SecurityCallback = int (*)(const SSL*, const SSL_CTX*, int op, int bits, int nid, void* other,
                                 void* extra);

// What a server shows, and how.
struct ShownTls {
    host::Tls tls;
    std::vector<wire::Bytes> chain_der;
    wire::Bytes stand_in_der;

    friend bool operator==(const ShownTls&, const ShownTls&) = default;
};

// OpenSSL's settings for all connections that are alike. No connection leaves anything in them.
struct TlsSettings {
    TlsSettings(const host::Tls& tls, wire::Role role);
    TlsSettings(const TlsSettings&) = delete;  // OpenSSL's callbacks know where they live
    TlsSettings& operator=(const TlsSettings&) = delete;

    void show(const ShownTls& shown, EVP_PKEY* key);  // server
    void look_with(const TlsClient& client);          // client

    static int allow_any_chain(const SSL* ssl, const SSL_CTX* ctx, int op, int bits, int nid, void* other,
                               void* extra);

    static int add_filler(SSL* ssl, unsigned type, unsigned context, const unsigned char** out,
                          std::size_t* size, X509* x, std::size_t index, int* alert, void* arg);

    std::vector<wire::Bytes> chain;               // server: what must be on the wire, byte for byte
    wire::Bytes public_key;                       // server: of the certificate that it shows
    wire::Bytes hello_filler;                     // client
    SecurityCallback default_security = nullptr;  // server
    SslCtx ctx;                                   // last, so that it goes before the bytes that it refers to
};

struct TlsContext::State {
    wire::Role role;
    KeyLog key_log;
    std::shared_ptr<const TlsSettings> settings;
    SecretKey key{};  // server
};

}  // namespace badrdp::link
