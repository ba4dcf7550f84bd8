// What every slow-path PDU travels in: TPKT, X.224 Data, and one PDU that fills the rest.
#pragma once

#include "sim/wire/x224/tpkt.h"
#include "sim/wire/x224/x224_data.h"

namespace badrdp::wire {

// The whole packet, with true lengths.
template <class Pdu>
Writer to_packet(const Pdu& pdu) {
    Writer out;
    Tpkt{}.write(out);
    X224Data{}.write(out);
    pdu.write(out);
    fill_tpkt_length(out);
    return out;
}

// Of exactly one packet, as a Framer cuts it.
template <class Pdu>
Expected<Pdu> read_packet(Reader& in) {
    const auto tpkt = Tpkt::read(in);
    if (tpkt && tpkt->length != Tpkt::kSize + in.remaining())
        in.fail("tpkt.length", "is not the size of the packet");
    static_cast<void>(X224Data::read(in));
    auto pdu = Pdu::read(in);
    if (in.remaining() > 0) in.fail("tpkt.length", "counts more than the PDU");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return pdu;
}

template <class Pdu>
Expected<Pdu> read_packet(BytesView packet) {
    Reader in(packet);
    return read_packet<Pdu>(in);
}

}  // namespace badrdp::wire
