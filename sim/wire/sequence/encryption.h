// encryptionMethod, encryptionMethods and encryptionLevel of Standard RDP Security
// [MS-RDPBCGR 2.2.1.3.3, 2.2.1.4.3]. Open on purpose: any value can be sent.
#pragma once

#include <cstdint>

#include "sim/wire/io/mask.h"

namespace badrdp::wire {

enum class EncryptionMethod : std::uint32_t {
    none = 0x00,
    rc4_40 = 0x01,
    rc4_128 = 0x02,
    rc4_56 = 0x08,
    fips = 0x10,
};
template <>
inline constexpr bool kIsMask<EncryptionMethod> = true;

inline constexpr auto kEveryEncryptionMethod =
    EncryptionMethod::rc4_40 | EncryptionMethod::rc4_56 | EncryptionMethod::rc4_128 | EncryptionMethod::fips;

enum class EncryptionLevel : std::uint32_t {
    none = 0,
    low = 1,  // only what the client says is encrypted
    client_compatible = 2,
    high = 3,
    fips = 4,
};

}  // namespace badrdp::wire
