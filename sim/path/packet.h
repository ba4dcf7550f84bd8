// One packet as it was seen at one place, and what is to be said of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace badrdp::path {

struct Packet {
    std::chrono::nanoseconds at{0};  // since the Unix epoch
    std::uint32_t wire_length = 0;   // longer than bytes.size() if the capture cut it
    std::uint32_t interface = 0;     // index into the capture's interfaces
    std::vector<std::uint8_t> bytes{};
    std::string comment{};  // shown by Wireshark; empty: none
};

}  // namespace badrdp::path
