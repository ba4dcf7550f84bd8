// GCC's ConnectData around the settings of either end: Conference Create Request and Response [T.124 8.7;
// MS-RDPBCGR 2.2.1.3, 2.2.1.4], encoded in PER, and carried as user data of the MCS Connect PDUs.
#pragma once

#include "sim/wire/io/per.h"
#include "sim/wire/mcs/client_data.h"
#include "sim/wire/mcs/server_data.h"

namespace badrdp::wire {

struct ConferenceCreateRequest {
    std::string conference_name = "1";     // digits
    std::uint8_t conference_switches = 0;  // locked, listed, conducible and the method of termination
    PerForm connect_pdu_form = PerForm::shortest;
    PerForm user_data_form = PerForm::shortest;
    ClientData client_data{};

    // All that is left of `in`.
    static Expected<ConferenceCreateRequest> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ConferenceCreateRequest&, const ConferenceCreateRequest&) = default;
};

struct ConferenceCreateResponse {
    static constexpr std::uint16_t kLowestNode = 1001;
    static constexpr std::uint16_t kWindowsNode = 31219;  // in the dump of [MS-RDPBCGR 4.1.4]

    // Windows says 42 whatever follows, and clients must not look [MS-RDPBCGR 3.2.5.3.4]. It is written as it
    // stands here. rdesktop skips 21 bytes to find the key, so that anything but one byte leads it astray.
    PerLength connect_pdu_length{.value = 0x2a};
    std::uint16_t node_id = kWindowsNode;
    SizedInteger tag{.value = 1};
    std::uint8_t result = 0;  // as it is on the wire: the number is in the bits 4 to 6
    PerForm user_data_form = PerForm::shortest;
    ServerData server_data{};

    static Expected<ConferenceCreateResponse> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const ConferenceCreateResponse&, const ConferenceCreateResponse&) = default;
};

}  // namespace badrdp::wire
