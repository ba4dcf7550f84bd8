// A recipe for the certificate that a host shows. Times are relative to the run, never a date that rots.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace badrdp::host {

enum class KeyKind : std::uint8_t { rsa, ec, ed25519 };

// Who signed it, and how much of the chain is sent.
enum class Issuer : std::uint8_t {
    self,                  // as Windows does for Remote Desktop
    ca,                    // a root that is sent along; a scenario says whether clients trust it
    expired_ca,            // the same, the root's own time is over
    weak_ca,               // the same, the root has signed itself with SHA-1
    unknown_ca,            // another root: nobody trusts it
    intermediate,          // root -> intermediate -> leaf, all of it is sent
    expired_intermediate,  // the same, the intermediate's time is over
    missing_intermediate,  // the same, and only the leaf is sent
};

enum class Spoiled : std::uint8_t {
    no,
    bad_signature,  // one bit of signatureValue flipped
    wrong_key,      // the private key does not belong to the certificate
    garbage_der,    // not a certificate at all
};

struct CertificateRecipe {
    KeyKind key = KeyKind::rsa;
    unsigned bits = 2048;           // RSA only
    std::string digest = "sha256";  // sha256, sha384, sha512, sha1, md5; not for ed25519
    std::string common_name;        // empty: the name under which the client is told to connect
    bool subject_alt_name = true;   // there is one
    std::string alternative_name;   // in it, a DNS name or an IP address; empty: what the client is told
    std::chrono::seconds not_before = -std::chrono::hours(24);
    std::chrono::seconds not_after = std::chrono::hours(24 * 182);  // Windows: six months
    std::vector<std::string> extended_key_usage{"serverAuth"};  // OpenSSL short names; empty: no extension
    Issuer issuer = Issuer::self;
    Spoiled spoiled = Spoiled::no;
    std::size_t pad_to = 0;  // the chain is padded to about this many bytes of DER; 0: not at all

    friend bool operator==(const CertificateRecipe&, const CertificateRecipe&) = default;
};

}  // namespace badrdp::host
