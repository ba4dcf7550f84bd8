// One captured frame without what says who speaks: addresses replaced, payload overwritten or exchanged,
// checksums mended.
#pragma once

#include <functional>

#include "capture/read/capture_file.h"
#include "capture/redact/pseudonyms.h"
#include "sim/path/frame.h"

namespace badrdp::capture::redaction {

// What of a frame could not be looked into, and was overwritten; in frames.
struct BlindFrames {
    std::uint64_t unknown_links = 0;
    std::uint64_t other_protocols = 0;  // neither IP nor ARP, or IP with neither TCP, UDP nor ICMP
    std::uint64_t fragments = 0;
    std::uint64_t datagrams = 0;  // UDP that is neither DNS nor the opening of RDP's transport
    std::uint64_t broken = 0;     // that contradict themselves
    std::uint64_t cut = 0;        // whose checksum cannot be mended, since a part is not there
};

class FrameRedactor {
public:
    // Puts into the payload of a segment what is to stand there; it has been overwritten before.
    using FillPayload = std::function<void(const path::Segment& segment, MutableBytes payload)>;

    FrameRedactor(Pseudonyms& names, FillPayload fill) : names_(&names), fill_(std::move(fill)) {}

    wire::Bytes redact(const Frame& frame);
    const BlindFrames& blind() const { return blind_; }

private:
    struct Packet {
        MutableBytes bytes;    // of IP, to the end of the frame
        MutableBytes payload;  // of IP, to its own end
        path::Ip ip;           // with the addresses that it had
        bool whole = true;     // as far as its own length says
    };

    void redact_link(std::uint16_t link_type, MutableBytes bytes, bool carries);
    void redact_arp(MutableBytes arp);
    void redact_packet(MutableBytes bytes, bool cut);
    void redact_ip_header(MutableBytes header, bool v6);
    void redact_transport(const Packet& packet);
    void redact_fragment(const Packet& packet);
    void redact_tcp(const Packet& packet);
    void redact_udp(const Packet& packet);
    void redact_icmp(const Packet& packet);
    void redact_neighbour(MutableBytes message);
    void redact_quoted(MutableBytes quoted);
    void mend(const Packet& packet, std::size_t at);

    Pseudonyms* names_;
    FillPayload fill_;
    BlindFrames blind_;
};

}  // namespace badrdp::capture::redaction
