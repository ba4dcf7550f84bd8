// Messages that a host knows and may say at any time once there are channels, composed from the codecs alone:
// what a fault says beside an honest peer, which hears nothing of it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/wire/io/writer.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::fault {

struct Message {
    wire::Step step;
    wire::Writer body;
    std::uint16_t security_flags = 0;  // 0: it has a security header only where all have
    bool on_message_channel = false;   // it cannot be said where there is none [MS-RDPBCGR 2.2.1.4.5]
};

std::vector<wire::Step> known_messages();
std::optional<Message> message(wire::Step step);

// What a client says to it, if it has to answer.
std::optional<wire::Step> answer_to(wire::Step message);

}  // namespace badrdp::fault
