// Whether UDP passes, and whether the host answers it: the opening of RDP's UDP transport, up to the SYN.
// Nothing is opened: a SYN+ACK that nobody acknowledges is forgotten.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "sim/link/udp_attempt.h"

namespace badrdp::harness::probe {

using link::UdpAnswer;

std::string_view name(UdpAnswer answer);

struct Datagram {
    UdpAnswer answer = UdpAnswer::awaited;  // still: the user interrupted it
    std::string text{};                     // what was told last
    std::optional<std::chrono::duration<double>> took{};
};

// As link::UdpAttempt does it. `address` is numeric. `interrupted` is asked at least every 100 ms.
Datagram ask_udp(const std::string& address, std::uint16_t port, const std::function<bool()>& interrupted);

}  // namespace badrdp::harness::probe
