// The security protocols of requestedProtocols and selectedProtocol [MS-RDPBCGR 2.2.1.1.1]. Open on purpose:
// any value can be sent.
#pragma once

#include <array>
#include <cstdint>

#include "sim/wire/io/named.h"

namespace badrdp::wire::protocol {

inline constexpr std::uint32_t rdp = 0x00;
inline constexpr std::uint32_t ssl = 0x01;
inline constexpr std::uint32_t hybrid = 0x02;
inline constexpr std::uint32_t rdstls = 0x04;
inline constexpr std::uint32_t hybrid_ex = 0x08;
inline constexpr std::uint32_t rdsaad = 0x10;

}  // namespace badrdp::wire::protocol

namespace badrdp::wire {

inline constexpr std::array kProtocols{Named{protocol::rdp, "RDP", "rdp"},
                                       Named{protocol::ssl, "SSL", "tls"},
                                       Named{protocol::hybrid, "HYBRID", "nla"},
                                       Named{protocol::rdstls, "RDSTLS", "rdstls"},
                                       Named{protocol::hybrid_ex, "HYBRID_EX", "nla_ex"},
                                       Named{protocol::rdsaad, "RDSAAD", "rdsaad"}};

}  // namespace badrdp::wire
