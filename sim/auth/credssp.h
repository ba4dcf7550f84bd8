// What both ends of CredSSP [MS-CSSP 3.1.5] share: versions, and how the tokens are bound to the TLS key.
#pragma once

#include "sim/auth/knobs.h"
#include "sim/auth/ntlm_keys.h"
#include "sim/auth/ntlm_seal.h"
#include "sim/wire/nla/ts_request.h"

namespace badrdp::auth {

inline constexpr std::uint32_t kOldestVersion = 2;
inline constexpr std::uint32_t kNewestVersion = 6;

// Whether an errorCode may be said once this version is negotiated [2.2.1].
constexpr bool has_error_code(std::uint32_t version) { return version == 3 || version == 4 || version == 6; }
constexpr bool has_nonce(std::uint32_t version) { return version >= 5; }

// What a sender must have sealed in its pubKeyAuth. `public_key` is the SubjectPublicKey as the certificate
// encodes it: the content of the BIT STRING.
Bytes binding(std::uint32_t version, Sender sender, BytesView nonce, BytesView public_key);

// The same sealed, or spoilt on order; nothing where it is to be absent.
std::optional<Bytes> sealed_binding(PubKeyAuth how, Seal& seal, BytesView honest, BytesView others,
                                    const Random& random);

// A token that is none.
wire::Writer garbage_token(std::uint32_t version, const Random& random);

}  // namespace badrdp::auth
