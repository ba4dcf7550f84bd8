#include "sim/wire/session/channel_pdu.h"

namespace badrdp::wire {

Expected<ChannelPdu> ChannelPdu::read(Reader& in) {
    ChannelPdu pdu;
    const auto length = in.u32le("channelPduHeader.length");
    pdu.flags = in.u32le("channelPduHeader.flags");
    constexpr auto whole = kFirst | kLast;
    if ((pdu.flags & whole) != whole) in.fail("channelPduHeader.flags", "not the whole of it in one chunk");
    if (length != in.remaining()) in.fail("channelPduHeader.length", "is not the size of the data");
    const auto rest = in.rest("virtualChannelData");
    if (in.malformed()) return std::unexpected(*in.malformed());
    pdu.data.assign(rest.begin(), rest.end());
    return pdu;
}

void ChannelPdu::write(Writer& out) const {
    out.u32le("channelPduHeader.length", static_cast<std::uint32_t>(data.size()));
    out.u32le("channelPduHeader.flags", flags);
    out.raw("virtualChannelData", data);
}

}  // namespace badrdp::wire
