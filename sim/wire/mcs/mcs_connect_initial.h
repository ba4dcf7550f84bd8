// What a client says first once the security protocol stands: MCS Connect Initial with the GCC Conference
// Create Request [MS-RDPBCGR 2.2.1.3; T.125 11.1; T.124 8.7]. data_packet.h puts it into a packet.
#pragma once

#include "sim/wire/mcs/gcc_conference.h"
#include "sim/wire/mcs/mcs_domain_parameters.h"
#include "sim/wire/x224/data_packet.h"

namespace badrdp::wire {

struct McsConnectInitial {
    BerForm form = BerForm::shortest;
    Bytes calling_domain_selector{1};
    Bytes called_domain_selector{1};
    std::uint8_t upward_flag = 0xff;
    // Those of the annotated dump of MS-RDPBCGR 4.1.3, which says 65535 in two bytes.
    DomainParameters target_parameters{{34}, {2}, {0}, {1}, {0}, {1}, {0xffff, 2}, {2}};
    DomainParameters minimum_parameters{{1}, {1}, {1}, {1}, {0}, {1}, {0x420}, {2}};
    DomainParameters maximum_parameters{{0xffff, 2}, {0xfc17, 2}, {0xffff, 2}, {1},
                                        {0},         {1},         {0xffff, 2}, {2}};
    BerForm user_data_form = BerForm::shortest;
    ConferenceCreateRequest conference{};

    static Expected<McsConnectInitial> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const McsConnectInitial&, const McsConnectInitial&) = default;
};

}  // namespace badrdp::wire
