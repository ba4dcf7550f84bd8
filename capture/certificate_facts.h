// What a certificate that travels in clear says of itself, as far as a diagnosis asks [RFC 5280 4.1].
#pragma once

#include <cstdint>
#include <optional>

#include "sim/wire/io/malformed.h"

namespace badrdp::capture {

struct CertificateFacts {
    std::int64_t not_before = 0;  // seconds since the Unix epoch
    std::int64_t not_after = 0;
    bool self_issued = false;       // issuer and subject are one name
    std::int64_t chain_begins = 0;  // when all that came with it are valid: the latest not_before,
    std::int64_t chain_ends = 0;    // and the earliest not_after

    friend bool operator==(const CertificateFacts&, const CertificateFacts&) = default;
};

// Of the host's own certificate, which is the first in the body of a Certificate message, and of the chain
// behind it [RFC 5246 7.4.2; RFC 8446 4.4.2]; nothing: the first cannot be decoded, or there is none.
std::optional<CertificateFacts> certificate_facts(wire::BytesView body, bool tls13);

}  // namespace badrdp::capture
