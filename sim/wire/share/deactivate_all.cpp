#include "sim/wire/share/deactivate_all.h"

namespace badrdp::wire {

Expected<DeactivateAll> DeactivateAll::read(Reader& in) {
    DeactivateAll pdu{.rest = {}};
    pdu.share = ShareControl::read(in, kPduDeactivateAll);
    if (in.remaining() > 0) {
        DeactivateAllRest rest;
        rest.share_id = in.u32le("deactivateAll.shareID");
        const auto length = in.u16le("deactivateAll.lengthSourceDescriptor");
        if (length > in.remaining()) in.fail("deactivateAll.lengthSourceDescriptor", "more than there is");
        const auto descriptor = in.bytes("deactivateAll.sourceDescriptor", length);
        rest.source_descriptor.assign(descriptor.begin(), descriptor.end());
        pdu.rest = std::move(rest);
    }
    end_of_share_pdu(in);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return pdu;
}

void DeactivateAll::write(Writer& out) const {
    const auto begin = out.bytes.size();
    auto total = share.write(out, kPduDeactivateAll);
    if (rest) {
        out.u32le("deactivateAll.shareID", rest->share_id);
        out.u16le("deactivateAll.lengthSourceDescriptor",
                  static_cast<std::uint16_t>(rest->source_descriptor.size()));
        out.raw("deactivateAll.sourceDescriptor", rest->source_descriptor);
    }
    total.count_from(begin);
}

}  // namespace badrdp::wire
