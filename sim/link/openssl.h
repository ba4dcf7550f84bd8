// OpenSSL's objects as owners that free themselves, and its error queue as one line of text.
#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>

namespace badrdp::link {

template <auto Free>
struct FreedBy {
    template <class T>
    void operator()(T* object) const {
        Free(object);
    }
};

template <class T, auto Free>
using Owned = std::unique_ptr<T, FreedBy<Free>>;

using SslCtx = Owned<SSL_CTX, SSL_CTX_free>;
using Ssl = Owned<SSL, SSL_free>;
using Bio = Owned<BIO, BIO_free>;
using X509Cert = Owned<X509, X509_free>;
using X509Extension = Owned<X509_EXTENSION, X509_EXTENSION_free>;
using Pkey = Owned<EVP_PKEY, EVP_PKEY_free>;
using PkeyContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Bignum = Owned<BIGNUM, BN_free>;
using OctetString = Owned<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free>;
using GeneralNames = Owned<GENERAL_NAMES, GENERAL_NAMES_free>;

// What OpenSSL says went wrong on this thread since the queue was last cleared, in one line; empties the
// queue, so that one connection's error is never blamed on the next.
std::string openssl_error();

// For what OpenSSL refuses to do for us: std::runtime_error "<what>: <openssl_error()>".
[[noreturn]] void throw_openssl(std::string_view what);

// The same unless it was `done`.
inline void need(bool done, std::string_view what) {
    if (!done) throw_openssl(what);
}

}  // namespace badrdp::link
