#include "sim/wire/x224_data.h"

#include "sim/wire/tpkt.h"

namespace badrdp::wire {

Expected<X224Data> X224Data::read(Reader& in) {
    X224Data data;
    data.li = in.u8("x224.li");
    if (data.li != 2) in.fail("x224.li", "not 2");
    data.code = in.u8("x224.code");
    if (data.code != 0xf0) in.fail("x224.code", "not Data");
    data.eot = in.u8("x224.eot");
    if (data.eot != 0x80) in.fail("x224.eot", "not the end of a TPDU");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return data;
}

void X224Data::write(Writer& out) const {
    out.u8("x224.li", li);
    out.u8("x224.code", code);
    out.u8("x224.eot", eot);
}

Step step_of_data(BytesView packet) {
    Reader in(packet);
    if (!Tpkt::read(in) || !X224Data::read(in)) return Step::none;
    // BER: application class, constructed, the tag number in the byte that follows [T.125 7].
    switch (in.u16be("mcs.type")) {
        case 0x7f65: return Step::mcs_connect_initial;
        case 0x7f66: return Step::mcs_connect_response;
        default: return Step::none;
    }
}

}  // namespace badrdp::wire
