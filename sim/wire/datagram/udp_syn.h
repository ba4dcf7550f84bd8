// The first datagram of a UDP transport [MS-RDPEUDP 3.1.5.1.1]: what a client sends beside its TCP connection
// once the server has asked for one. Version 1, without options.
#pragma once

#include "sim/wire/io/reader.h"
#include "sim/wire/io/writer.h"

namespace badrdp::wire {

struct UdpSyn {
    static constexpr std::uint16_t kSyn = 0x0001, kAck = 0x0004;  // [2.2.2.1]
    static constexpr std::uint16_t kSynLossy = 0x0200;
    static constexpr std::size_t kSize =
        1232;  // padded, so that a path which cannot carry that much shows at once

    std::uint32_t source_ack = 0xffffffff;  // -1 in a SYN [3.1.5.1.1]
    std::uint16_t receive_window_size = 64;
    std::uint16_t flags = kSyn;
    std::uint32_t initial_sequence_number = 0;
    std::uint16_t up_stream_mtu = kSize;
    std::uint16_t down_stream_mtu = kSize;

    static Expected<UdpSyn> read(Reader& in);  // the padding is the caller's to look at
    void write(Writer& out) const;             // with the padding

    friend bool operator==(const UdpSyn&, const UdpSyn&) = default;
};

// Whether a datagram is the SYN+ACK that answers this SYN [MS-RDPEUDP 3.1.5.1.3].
bool acknowledges(BytesView datagram, const UdpSyn& syn);

}  // namespace badrdp::wire
