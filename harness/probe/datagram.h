// Whether UDP passes, and whether the host answers it: one SYN of RDP's UDP transport, said a few times
// [MS-RDPEUDP 3.1.5.1.1]. Nothing is opened: a SYN+ACK that nobody acknowledges is forgotten.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "sim/wire/io/malformed.h"

namespace badrdp::harness::probe {

enum class UdpAnswer : std::uint8_t {
    syn_ack,      // to our SYN [MS-RDPEUDP 3.1.5.1.3]
    other,        // bytes that are none
    refused,      // ICMP says that nobody listens
    unreachable,  // it cannot be sent, or a router says so
    silence,
    interrupted,  // by the user
};

std::string_view name(UdpAnswer answer);

struct Datagram {
    UdpAnswer answer = UdpAnswer::silence;
    std::string why{};  // one line; may be empty
    std::optional<std::chrono::duration<double>> took{};
};

// Pure: what `answer` is to a SYN with that initial sequence number.
UdpAnswer answer_to_syn(wire::BytesView answer, std::uint32_t initial_sequence_number);

// Four SYNs 800 ms apart, as Windows has it [product behavior note 7 there]; then it gives up. `address` is
// numeric. `interrupted` is asked at least every 100 ms.
Datagram ask_udp(const std::string& address, std::uint16_t port, const std::function<bool()>& interrupted);

}  // namespace badrdp::harness::probe
