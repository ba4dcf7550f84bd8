// What a certificate that travels in clear says of itself, as far as a diagnosis asks [RFC 5280 4.1].
#pragma once

#include <cstdint>
#include <optional>

#include "sim/wire/io/malformed.h"

namespace badrdp::capture {

struct CertificateFacts {
    std::int64_t not_before = 0;  // seconds since the Unix epoch
    std::int64_t not_after = 0;
    bool self_issued = false;  // issuer and subject are one name

    friend bool operator==(const CertificateFacts&, const CertificateFacts&) = default;
};

// Of the first certificate in the body of a TLS 1.2 Certificate message [RFC 5246 7.4.2]; nothing: it cannot
// be decoded, or there is none.
std::optional<CertificateFacts> first_certificate(wire::BytesView body);

}  // namespace badrdp::capture
