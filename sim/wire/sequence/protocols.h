// The security protocols of requestedProtocols and selectedProtocol [MS-RDPBCGR 2.2.1.1.1]. Open on purpose:
// any value can be sent.
#pragma once

#include <array>
#include <cstdint>

#include "sim/wire/io/mask.h"
#include "sim/wire/io/named.h"

namespace badrdp::wire {

enum class Protocols : std::uint32_t {
    rdp = 0x00,
    ssl = 0x01,
    hybrid = 0x02,
    rdstls = 0x04,
    hybrid_ex = 0x08,
    rdsaad = 0x10,
};
template <>
inline constexpr bool kIsMask<Protocols> = true;

// The two with CredSSP.
inline constexpr Protocols kNla = Protocols::hybrid | Protocols::hybrid_ex;

constexpr Named named(Protocols protocol, std::string_view name, std::string_view word) {
    return {std::to_underlying(protocol), name, word};
}

inline constexpr std::array kProtocols{named(Protocols::rdp, "RDP", "rdp"),
                                       named(Protocols::ssl, "SSL", "tls"),
                                       named(Protocols::hybrid, "HYBRID", "nla"),
                                       named(Protocols::rdstls, "RDSTLS", "rdstls"),
                                       named(Protocols::hybrid_ex, "HYBRID_EX", "nla_ex"),
                                       named(Protocols::rdsaad, "RDSAAD", "rdsaad")};

}  // namespace badrdp::wire
