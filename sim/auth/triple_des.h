// 3DES-CBC without padding, as the FIPS level of Standard RDP Security uses it: the chain goes on from call
// to call.
#pragma once

#include "sim/auth/cipher.h"
#include "sim/auth/digest.h"

namespace badrdp::auth {

using Bytes24 = std::array<std::uint8_t, 24>;

class TripleDes {
public:
    static constexpr std::size_t kBlock = 8;
    enum class Way : std::uint8_t { encrypt, decrypt };

    TripleDes(const Bytes24& key, const Bytes8& iv, Way way);

    void apply(std::span<std::uint8_t> data);  // in place, whole blocks

private:
    CipherContext context_;
};

}  // namespace badrdp::auth
