// A PDU with the packet around it, in the shape that the oracle of codecs asks for.
#pragma once

#include "sim/wire/x224/data_packet.h"

namespace badrdp::fuzz {

template <class Pdu>
struct InPacket {
    std::uint8_t reserved = 0;  // of TPKT: nobody minds what it is, and nobody else keeps it
    Pdu pdu{};

    static wire::Expected<InPacket> read(wire::Reader& in) {
        const auto packet = in.peek();
        auto pdu = wire::read_packet<Pdu>(in);
        if (!pdu) return std::unexpected(pdu.error());
        return InPacket{packet[1], std::move(*pdu)};
    }
    void write(wire::Writer& out) const {
        auto packet = to_packet(pdu);
        packet.set("tpkt.reserved", reserved);
        out.append(packet);
    }

    friend bool operator==(const InPacket&, const InPacket&) = default;
};

}  // namespace badrdp::fuzz
