// The security mechanisms that a client may offer inside NLA [MS-SPNG 1.9, RFC 4121 4.1, MS-NEGOEX 2.2.1].
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "sim/wire/io/malformed.h"
#include "sim/wire/io/named.h"

namespace badrdp::wire {

enum class Mechanism : std::uint8_t {
    ntlmssp,
    ms_krb5,  // Kerberos as Windows 2000 misspelled it
    krb5,
    krb5_u2u,
    negoex,
    other,  // one that has no name here
};

inline constexpr std::array kMechanisms{Named{std::to_underlying(Mechanism::ntlmssp), "NTLMSSP"},
                                        Named{std::to_underlying(Mechanism::ms_krb5), "MS-KRB5"},
                                        Named{std::to_underlying(Mechanism::krb5), "KRB5"},
                                        Named{std::to_underlying(Mechanism::krb5_u2u), "KRB5-U2U"},
                                        Named{std::to_underlying(Mechanism::negoex), "NEGOEX"}};

constexpr std::string_view name(Mechanism mechanism) {
    const auto known = name_in(kMechanisms, std::to_underlying(mechanism));
    return known.empty() ? "another mechanism" : known;
}

// Of an object identifier, as its DER content.
Mechanism mechanism_of(BytesView oid);

// What a client's first TSRequest offers, the preferred one first: the mechanisms of its SPNEGO token, or
// NTLM alone, which comes without one. Nothing if it offers none that could be read.
std::vector<Mechanism> mechanisms_offered(BytesView ts_request);

// Whose proof a client's TSRequest brings, bare or inside SPNEGO: an AUTHENTICATE of NTLM, or an AP-REQ of
// Kerberos [RFC 4121 4.1], whichever of its identifiers it goes by. Nothing if it brings none.
std::optional<Mechanism> mechanism_proved(BytesView ts_request);

}  // namespace badrdp::wire
