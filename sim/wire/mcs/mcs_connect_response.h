// A server's answer to MCS Connect Initial: its settings in a GCC Conference Create Response, or a refusal
// [MS-RDPBCGR 2.2.1.4; T.125 11.2; T.124 8.7]. data_packet.h puts it into a packet.
#pragma once

#include "sim/wire/mcs/gcc_conference.h"
#include "sim/wire/mcs/mcs_domain_parameters.h"
#include "sim/wire/x224/data_packet.h"

namespace badrdp::wire {

struct McsConnectResponse {
    static constexpr std::uint8_t kSuccessful = 0;
    static constexpr std::uint8_t kUnspecifiedFailure = 14;

    // What follows the result. A refusal may leave all of it out [MS-RDPBCGR 3.3.5.3.3.1].
    struct Details {
        SizedInteger called_connect_id{};
        DomainParameters domain_parameters{{34}, {3}, {0}, {1}, {0}, {1}, {65528}, {2}};  // as in 4.1.4
        BerForm user_data_form = BerForm::shortest;
        ConferenceCreateResponse conference{};

        friend bool operator==(const Details&, const Details&) = default;
    };

    BerForm form = BerForm::shortest;
    std::uint8_t result = kSuccessful;
    std::optional<Details> details = Details{};

    static Expected<McsConnectResponse> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const McsConnectResponse&, const McsConnectResponse&) = default;
};

}  // namespace badrdp::wire
