// The chain and the key that a certificate recipe asks for, minted at run time and trusted nowhere.
#pragma once

#include <openssl/types.h>

#include <chrono>
#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/host/certificate.h"
#include "sim/wire/io/malformed.h"

namespace badrdp::link {

// A private key that is shared, cannot be printed and never touches a disk; EVP_PKEY_free wipes it.
class SecretKey {
public:
    SecretKey() = default;
    explicit SecretKey(EVP_PKEY* owned);  // takes the reference over

    EVP_PKEY* get() const { return key_.get(); }
    explicit operator bool() const { return key_ != nullptr; }

    friend std::ostream& operator<<(std::ostream&, const SecretKey&) = delete;

private:
    std::shared_ptr<EVP_PKEY> key_;
};

struct KeyWanted;
using KeyMaker = std::function<SecretKey(const KeyWanted&)>;

struct Minted {
    std::vector<wire::Bytes> chain_der;  // leaf first: what is sent, and it may hold garbage
    SecretKey key;                       // what the server signs with, whether or not it fits the leaf
    std::string fingerprint_sha256;      // of the leaf, hex with colons; empty for garbage
    wire::Bytes anchor_der;  // what a client would have to trust: its root or, self-signed, the leaf; empty
                             // if that is garbage
    wire::Bytes stand_in_der{};   // what libssl is shown in place of each of the chain
    wire::Bytes authority_der{};  // the root that a scenario's clients may trust, whoever has signed the leaf
};

// `name` is the host name or the IP address that the client is told to connect to; the recipe's times
// are relative to `now`; another `generation` is another key and serial number: what a client sees
// when the certificate changed since its last visit.
//
// Keys are cached in the process by kind, bits and generation, because generating RSA costs more than
// a whole handshake. Sharing one among cases is safe: these certificates are trusted nowhere, and no case
// depends on another's key being unknown to it.
//
// `keys` makes them instead, if it is given.
//
// Throws std::runtime_error when OpenSSL cannot make what the recipe asks for (an unknown digest).
Minted mint(const host::CertificateRecipe& recipe, std::string_view name,
            std::chrono::system_clock::time_point now, unsigned generation = 0, const KeyMaker& keys = {});

// A certificate as files of trusted ones have it [RFC 7468 5]; nothing of nothing. Throws std::runtime_error
// when OpenSSL cannot.
std::string to_pem(wire::BytesView certificate_der);

}  // namespace badrdp::link
