#include "sim/wire/datagram/udp_syn.h"

namespace badrdp::wire {

Expected<UdpSyn> UdpSyn::read(Reader& in) {
    UdpSyn syn;
    syn.source_ack = in.u32be("rdpudpFecHeader.snSourceAck");
    syn.receive_window_size = in.u16be("rdpudpFecHeader.uReceiveWindowSize");
    syn.flags = in.u16be("rdpudpFecHeader.uFlags");
    syn.initial_sequence_number = in.u32be("rdpudpSynData.snInitialSequenceNumber");
    syn.up_stream_mtu = in.u16be("rdpudpSynData.uUpStreamMtu");
    syn.down_stream_mtu = in.u16be("rdpudpSynData.uDownStreamMtu");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return syn;
}

void UdpSyn::write(Writer& out) const {
    const auto start = out.bytes.size();
    out.u32be("rdpudpFecHeader.snSourceAck", source_ack);
    out.u16be("rdpudpFecHeader.uReceiveWindowSize", receive_window_size);
    out.u16be("rdpudpFecHeader.uFlags", flags);
    out.u32be("rdpudpSynData.snInitialSequenceNumber", initial_sequence_number);
    out.u16be("rdpudpSynData.uUpStreamMtu", up_stream_mtu);
    out.u16be("rdpudpSynData.uDownStreamMtu", down_stream_mtu);
    out.bytes.resize(start + kSize);
}

bool acknowledges(BytesView datagram, const UdpSyn& syn) {
    constexpr std::uint16_t kSynAck = UdpSyn::kSyn | UdpSyn::kAck;
    Reader in(datagram);
    const auto answer = UdpSyn::read(in);
    return answer && (answer->flags & kSynAck) == kSynAck &&
           answer->source_ack == syn.initial_sequence_number;
}

}  // namespace badrdp::wire
