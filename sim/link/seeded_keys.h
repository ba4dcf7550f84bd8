// Certificates and keys that come from a seed, for simulations: each is made once in a process.
#pragma once

#include "sim/link/key_store.h"

namespace badrdp::link {

// Inside a SeededOpenssl only. A new object each time, although its bytes are the same: OpenSSL keeps chance
// in an RSA key that was used (its blinding), and a simulation must not meet that of another.
SecretKey seeded_key(KeyWanted wanted, std::uint64_t seed);

Minted seeded_mint(const host::CertificateRecipe& recipe, std::string_view name,
                   std::chrono::system_clock::time_point now, unsigned generation, std::uint64_t seed);

}  // namespace badrdp::link
