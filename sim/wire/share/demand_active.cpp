#include "sim/wire/share/demand_active.h"

namespace badrdp::wire {

namespace {

constexpr CapabilityList::Names kDemandActiveSets{
    "demandActive.lengthSourceDescriptor", "demandActive.lengthCombinedCapabilities",
    "demandActive.sourceDescriptor", "demandActive.numberCapabilities", "demandActive.pad2Octets"};

}  // namespace

Expected<DemandActive> DemandActive::read(Reader& in) {
    DemandActive pdu;
    pdu.share = ShareControl::read(in, kPduDemandActive);
    pdu.share_id = in.u32le("demandActive.shareID");
    pdu.capabilities = CapabilityList::read(in, kDemandActiveSets);
    pdu.session_id.reset();
    if (in.remaining() > 0) pdu.session_id = in.u32le("demandActive.sessionId");
    end_of_share_pdu(in);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return pdu;
}

void DemandActive::write(Writer& out) const {
    const auto begin = out.bytes.size();
    auto total = share.write(out, kPduDemandActive);
    out.u32le("demandActive.shareID", share_id);
    capabilities.write(out, kDemandActiveSets);
    if (session_id) out.u32le("demandActive.sessionId", *session_id);
    total.count_from(begin);
}

}  // namespace badrdp::wire
