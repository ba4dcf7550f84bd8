#include "sim/wire/x224/x224_data.h"

#include "sim/wire/x224/tpkt.h"

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
    auto in = Reader::without_fields(packet);
    if (!Tpkt::read(in) || !X224Data::read(in)) return Step::none;
    const auto choice = in.u8("mcs.choice");
    if (in.malformed()) return Step::none;
    // BER: application class, constructed, the tag number in the byte that follows [T.125 7].
    if (choice == 0x7f) {
        switch (in.u8("mcs.tag")) {
            case 0x65: return Step::mcs_connect_initial;
            case 0x66: return Step::mcs_connect_response;
            default: return Step::none;
        }
    }
    // PER: the upper six bits choose. What Send Data carries, its contents tell.
    switch (choice >> 2) {
        case 1: return Step::erect_domain;
        case 8: return Step::disconnect_ultimatum;
        case 10: return Step::attach_user_request;
        case 11: return Step::attach_user_confirm;
        case 14: return Step::channel_join_request;
        case 15: return Step::channel_join_confirm;
        default: return Step::none;
    }
}

}  // namespace badrdp::wire
