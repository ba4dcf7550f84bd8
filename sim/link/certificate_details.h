// What a certificate says of itself, for people [RFC 5280 4.1].
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "sim/wire/io/malformed.h"

namespace badrdp::link {

struct CertificateDetails {
    std::string subject{}, issuer{};  // one line each, as RFC 2253 writes them; what is not ASCII is escaped
    std::chrono::sys_seconds not_before{}, not_after{};
    std::string thumbprint{};           // SHA-1 over all of it, in hex, as Windows shows it
    std::string key{};                  // "RSA", "EC", "ED25519"
    unsigned bits = 0;                  // of the key
    std::string digest{};               // of the signature, "SHA256"; empty if it names none
    std::vector<std::string> names{};   // DNS names of subjectAltName
    bool self_issued = false;           // issuer and subject are one name
    std::vector<std::string> usages{};  // extended key usages, OpenSSL's short names

    friend bool operator==(const CertificateDetails&, const CertificateDetails&) = default;
};

// Nothing: it is none.
std::optional<CertificateDetails> certificate_details(wire::BytesView der);

}  // namespace badrdp::link
