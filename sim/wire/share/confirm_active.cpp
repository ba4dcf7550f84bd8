#include "sim/wire/share/confirm_active.h"

namespace badrdp::wire {

namespace {

constexpr CapabilityList::Names kConfirmActiveSets{
    "confirmActive.lengthSourceDescriptor", "confirmActive.lengthCombinedCapabilities",
    "confirmActive.sourceDescriptor", "confirmActive.numberCapabilities", "confirmActive.pad2Octets"};

}  // namespace

Expected<ConfirmActive> ConfirmActive::read(Reader& in) {
    ConfirmActive pdu;
    pdu.share = ShareControl::read(in, kPduConfirmActive);
    pdu.share_id = in.u32le("confirmActive.shareID");
    pdu.originator_id = in.u16le("confirmActive.originatorID");
    if (pdu.originator_id != kServerChannel)
        in.fail("confirmActive.originatorID", "not the server's channel");
    pdu.capabilities = CapabilityList::read(in, kConfirmActiveSets);
    end_of_share_pdu(in);
    if (in.malformed()) return std::unexpected(*in.malformed());
    return pdu;
}

void ConfirmActive::write(Writer& out) const {
    const auto begin = out.bytes.size();
    auto total = share.write(out, kPduConfirmActive);
    out.u32le("confirmActive.shareID", share_id);
    out.u16le("confirmActive.originatorID", originator_id);
    capabilities.write(out, kConfirmActiveSets);
    total.count_from(begin);
}

}  // namespace badrdp::wire
