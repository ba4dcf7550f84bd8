// Certificates between OpenSSL and the wire: shown whatever they are, and looked at whatever they are.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "sim/link/openssl.h"
#include "sim/link/tls_sealed_alert.h"
#include "sim/wire/io/malformed.h"

namespace badrdp::link {

// In DER, which is not empty. Throws std::runtime_error when OpenSSL cannot encode it.
wire::Bytes der(const X509* certificate);

// DER of what libssl is given in place of the certificates of a server with this key. It has to be one that
// OpenSSL would use: it belongs to the server's key, and is signed with a digest that no peer's
// signature_algorithms_cert leaves out.
wire::Bytes stand_in_for(EVP_PKEY* key);

// In place of one certificate: `on_the_wire` goes out where it would go, and must live as long as this does.
X509Cert stand_in(wire::BytesView stand_in_der, const wire::Bytes& on_the_wire);

// A client's findings about a chain: X509_V_ERR_*, each once, in the order of finding.
struct ChainCheck {
    std::vector<int> complaints;
    bool done = false;
};

// The SSL's app data: what OpenSSL's callbacks learn of one connection.
struct Observed {
    ChainCheck check;
    WriteState writing;
    const std::function<void(std::string_view)>* key_log = nullptr;
};

// For SSL_CTX_set_cert_verify_callback. The first one collects every complaint instead of stopping at the
// first: an expired certificate that is also self-signed is both.
int check_chain(X509_STORE_CTX* store, void*);
int accept_chain(X509_STORE_CTX* store, void*);

// The entries of a Certificate message, its four bytes of header included (RFC 5246 7.4.2); TLS 1.3 adds a
// context and extensions (RFC 8446 4.4.2).
std::vector<wire::Bytes> certificates_in(wire::BytesView message, bool tls13);

// Contents of subjectPublicKey of a certificate, or of one in DER; empty when it is none.
wire::Bytes subject_public_key(const X509* certificate);
wire::Bytes subject_public_key(wire::BytesView der);

}  // namespace badrdp::link
