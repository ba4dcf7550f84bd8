// What a client says first once the security protocol stands: MCS Connect Initial with the GCC Conference
// Create Request [MS-RDPBCGR 2.2.1.3; T.125 11.1; T.124 8.7]. Only written so far; a server recognises it
// by its first bytes.
#pragma once

#include <cstdint>
#include <string>

#include "sim/wire/writer.h"

namespace badrdp::wire {

struct McsConnectInitial {
    std::uint32_t version = 0x00080004;  // clientCoreData.version: RDP 5.0 and later
    std::uint16_t desktop_width = 1280;
    std::uint16_t desktop_height = 1024;
    std::string client_name = "badrdp";          // at most 15 ASCII characters
    std::uint32_t encryption_methods = 0x1b;     // clientSecurityData: 40, 128, 56 bit and FIPS
    std::uint32_t server_selected_protocol = 0;  // must echo RDP_NEG_RSP, or the server drops us

    // The whole packet, TPKT and X.224 headers included.
    Writer to_writer() const;
};

}  // namespace badrdp::wire
