// One captured packet, and what is to be said of it in the file.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace badrdp::capture {

// The interface whose packets a timeline reads: what the client met. Others of a capture show the same frames
// elsewhere.
inline constexpr std::uint32_t kMet = 0;

struct Packet {
    std::chrono::nanoseconds at{0};  // since the Unix epoch
    std::uint32_t wire_length = 0;   // longer than bytes.size() if the capture cut it
    std::uint32_t interface = 0;     // index into the capture's interfaces
    std::vector<std::uint8_t> bytes{};
    std::string comment{};  // shown by Wireshark; empty: none
};

struct Interface {
    std::string name;
    std::uint16_t link_type = 1;  // LINKTYPE_ETHERNET
    std::uint32_t snaplen = 262144;
};

}  // namespace badrdp::capture
