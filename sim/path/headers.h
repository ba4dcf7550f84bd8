// What a network sees of any frame at one look, without allocation: enough to choose which frames an
// impairment meets, and to answer them. A frame that contradicts itself is not understood, and never more
// than that.
#pragma once

#include "sim/path/frame.h"

namespace badrdp::path {

enum class Kind : std::uint8_t {
    not_understood,  // cut short, lying about its lengths, or of a protocol that is none of ours
    link,            // what keeps a link alive: ARP, neighbour discovery, group membership
    ip,
};

struct Headers {
    Kind kind = Kind::not_understood;
    bool v6 = false;
    Ip ip;                        // `payload` ends where the packet says, not where the frame does
    std::uint16_t from_port = 0;  // of TCP and UDP that is no fragment; else 0
    std::uint16_t to_port = 0;
    std::optional<Segment> tcp;  // whole, as far as its lengths say
    bool udp = false;

    // TCP that opens a connection.
    bool opens() const { return tcp && tcp->has(tcp_flag::syn) && !tcp->has(tcp_flag::ack); }
};

Headers read_headers(wire::BytesView frame);

// How many sequence numbers a segment takes [RFC 9293 3.4].
std::uint32_t sequence_length(const Segment& segment);

}  // namespace badrdp::path
