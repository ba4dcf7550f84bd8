// What TlsContext and Tls share and nobody else needs to see.
#pragma once

#include "sim/link/openssl.h"
#include "sim/link/tls.h"

namespace badrdp::link {

using SecurityCallback = int (*)(const SSL*, const SSL_CTX*, int op, int bits, int nid, void* other,
                                 void* extra);

struct TlsContext::State {
    State(const host::Tls& tls, wire::Role role_, KeyLog log);
    State(const State&) = delete;  // OpenSSL's callbacks know where it lives
    State& operator=(const State&) = delete;

    void show(const Minted& minted);          // server
    void look_with(const TlsClient& client);  // client

    static void pass_key_log_line_on(const SSL* ssl, const char* line);
    static int allow_any_chain(const SSL* ssl, const SSL_CTX* ctx, int op, int bits, int nid, void* other,
                               void* extra);

    static int add_filler(SSL* ssl, unsigned type, unsigned context, const unsigned char** out,
                          std::size_t* size, X509* x, std::size_t index, int* alert, void* arg);

    wire::Role role;
    KeyLog key_log;
    std::vector<wire::Bytes> chain;               // server: what must be on the wire, byte for byte
    wire::Bytes public_key;                       // server: of the certificate that it shows
    wire::Bytes hello_filler;                     // client
    SecurityCallback default_security = nullptr;  // server
    SslCtx ctx;                                   // last, so that it goes before the bytes that it refers to
};

}  // namespace badrdp::link
