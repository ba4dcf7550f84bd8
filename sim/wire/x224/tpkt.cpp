#include "sim/wire/x224/tpkt.h"

namespace badrdp::wire {

Expected<Tpkt> Tpkt::read(Reader& in) {
    Tpkt tpkt;
    tpkt.version = in.u8("tpkt.version");
    // Asked at once: a foreign banner is known by its first byte, however short it is.
    if (tpkt.version != 3) in.fail("tpkt.version", "not 3");
    tpkt.reserved = in.u8("tpkt.reserved");
    tpkt.length = in.u16be("tpkt.length");
    if (tpkt.length < kSize) in.fail("tpkt.length", "shorter than its own header");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return tpkt;
}

void Tpkt::write(Writer& out) const {
    out.u8("tpkt.version", version);
    out.u8("tpkt.reserved", reserved);
    out.u16be("tpkt.length", length);
}

void fill_tpkt_length(Writer& packet) { packet.set("tpkt.length", packet.bytes.size()); }

}  // namespace badrdp::wire
