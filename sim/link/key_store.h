// Key pairs of the process, each generated once: RSA costs more than a whole handshake.
#pragma once

#include <compare>
#include <cstdint>

#include "sim/host/certificate.h"
#include "sim/link/mint.h"

namespace badrdp::link {

struct KeyWanted {
    host::KeyKind kind = host::KeyKind::rsa;
    unsigned bits = 2048;  // RSA only
    enum class Owner : std::uint8_t { host, authority } owner = Owner::host;
    unsigned generation = 0;

    friend auto operator<=>(const KeyWanted&, const KeyWanted&) = default;
};

// The same key for the same wish, from any thread. Throws std::runtime_error when OpenSSL refuses (RSA of 16
// bits).
SecretKey stored_key(KeyWanted wanted);

// Another one each time.
SecretKey fresh_key(const KeyWanted& wanted);

}  // namespace badrdp::link
