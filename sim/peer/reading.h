// How both roles read a message of which only the form matters: malformed ends the conversation, anything
// else goes on.
#pragma once

#include <optional>
#include <string>

#include "sim/peer/action.h"
#include "sim/peer/data_layer.h"
#include "sim/wire/x224/data_packet.h"

namespace badrdp::peer {

inline End malformed(Step step, const wire::Malformed& why) {
    return {End::Kind::malformed, std::string(name(step)) + ": " + to_string(why)};
}

// Of a PDU of the MCS domain.
template <class Pdu>
std::optional<End> check_packet(const Opened& message) {
    const auto pdu = wire::read_packet<Pdu>(message.bytes);
    return pdu ? std::nullopt : std::optional(malformed(message.step, pdu.error()));
}

// Of a PDU inside Send Data.
template <class Pdu>
std::optional<End> check(const Opened& message, const DataLayer& data) {
    auto body = data.body_of(message);
    const auto pdu = Pdu::read(body);
    return pdu ? std::nullopt : std::optional(malformed(message.step, pdu.error()));
}

}  // namespace badrdp::peer
