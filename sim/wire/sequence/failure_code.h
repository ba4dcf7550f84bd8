// failureCode of RDP_NEG_FAILURE [MS-RDPBCGR 2.2.1.2.2]. Open on purpose: any value can be sent, and unknown
// ones survive.
#pragma once

#include <array>
#include <cstdint>
#include <utility>

#include "sim/wire/io/named.h"

namespace badrdp::wire {

enum class FailureCode : std::uint32_t {
    ssl_required = 1,
    ssl_not_allowed = 2,
    ssl_cert_not_on_server = 3,
    inconsistent_flags = 4,
    hybrid_required = 5,
    ssl_with_user_auth_required = 6,
    entra_auth_required = 7,
};

constexpr Named named(FailureCode code, std::string_view name) { return {std::to_underlying(code), name}; }

inline constexpr std::array kFailureCodes{
    named(FailureCode::ssl_required, "SSL_REQUIRED_BY_SERVER"),
    named(FailureCode::ssl_not_allowed, "SSL_NOT_ALLOWED_BY_SERVER"),
    named(FailureCode::ssl_cert_not_on_server, "SSL_CERT_NOT_ON_SERVER"),
    named(FailureCode::inconsistent_flags, "INCONSISTENT_FLAGS"),
    named(FailureCode::hybrid_required, "HYBRID_REQUIRED_BY_SERVER"),
    named(FailureCode::ssl_with_user_auth_required, "SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER"),
    named(FailureCode::entra_auth_required, "ENTRA_AUTH_REQUIRED_BY_SERVER")};

}  // namespace badrdp::wire
