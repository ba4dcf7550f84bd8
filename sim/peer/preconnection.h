// The machine that a host with a preconnection PDU serves: what its clients are to name [MS-RDPEPS 2.2.1].
#pragma once

#include <cstdint>
#include <string_view>

#include "sim/wire/x224/preconnection.h"

namespace badrdp::peer {

// As Hyper-V names a guest, and made up; the number is for who is told one instead [2.2.1.1].
inline constexpr std::string_view kMachine = "5f0d6a1e-9c3b-4a57-8e21-0b7d4c92a6f3";
inline constexpr std::uint32_t kMachineId = 4321;

// Whether the PDU names that machine, by either; what stands behind a semicolon is how it is to be served
// [MS-RDPEPS 4: ";EnhancedMode=1"].
bool names_machine(const wire::Preconnection& pdu);

}  // namespace badrdp::peer
