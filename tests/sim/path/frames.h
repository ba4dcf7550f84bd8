// Frames between a client and a server on the addresses of a tap, with MAC addresses of their own.
#pragma once

#include <algorithm>
#include <string_view>

#include "sim/path/forge.h"
#include "sim/path/path.h"
#include "sim/wire/io/writer.h"

namespace badrdp::test {

using path::Address;
using path::Endpoint;
using wire::Bytes;
using wire::BytesView;
using wire::Role;

inline constexpr std::array<std::uint8_t, path::kMacs> kToServer{2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2};
inline constexpr std::array<std::uint8_t, path::kMacs> kToClient{2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1};

struct Ends {
    Endpoint client{path::ipv4(198, 18, 0, 2), 40000};
    Endpoint server{path::ipv4(198, 18, 0, 1), 3389};
};

inline Ends v6_ends() {
    return {{{0x20, 0x01, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2}, 40000},
            {{0x20, 0x01, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 3389}};
}

inline Bytes with_macs(Bytes frame, Role from) {
    std::ranges::copy(from == Role::client ? kToServer : kToClient, frame.begin());
    return frame;
}

inline Bytes tcp(Role from, std::uint8_t flags, std::uint32_t sequence, std::uint32_t acknowledgement = 0,
                 BytesView payload = {}, const Ends& ends = {}) {
    const bool client = from == Role::client;
    return with_macs(path::to_frame({.source = client ? ends.client : ends.server,
                                     .destination = client ? ends.server : ends.client,
                                     .sequence = sequence,
                                     .acknowledgement = acknowledgement,
                                     .flags = flags,
                                     .payload = payload}),
                     from);
}

inline Bytes udp(Role from, std::uint16_t port, BytesView payload, const Ends& ends = {}) {
    const bool client = from == Role::client;
    const auto& source = client ? ends.client.address : ends.server.address;
    const auto& destination = client ? ends.server.address : ends.client.address;
    wire::Writer out;
    out.u16be("udp.sourcePort", client ? 40000 : port);
    out.u16be("udp.destinationPort", client ? port : 40000);
    out.u16be("udp.length", static_cast<std::uint16_t>(8 + payload.size()));
    out.u16be("udp.checksum", 0);
    out.raw("udp.payload", payload);
    path::set_u16(out.bytes, 6,
                  path::checksum_between(source, destination, path::ip_protocol::udp, out.bytes));
    return with_macs(path::ip_frame(source, destination, path::ip_protocol::udp, out.bytes), from);
}

inline Bytes arp(Role from) {
    Bytes frame(60);
    frame[12] = 8;
    frame[13] = 6;
    return with_macs(std::move(frame), from);
}

// A neighbour solicitation [RFC 4861 4.3], or what another ICMPv6 type says.
inline Bytes icmpv6(Role from, std::uint8_t type) {
    Bytes message(24);
    message[0] = type;
    const auto ends = v6_ends();
    return with_macs(path::ip_frame(ends.client.address, ends.server.address, 58, message), from);
}

// The IPv4 header's checksum made good again after a change.
inline Bytes changed_ipv4(Bytes frame, std::size_t at, std::uint8_t to) {
    frame.at(at) = to;
    path::set_u16(frame, 24, 0);
    path::set_u16(frame, 24, path::checksum({BytesView(frame).subspan(14, 20)}));
    return frame;
}

// A segment whose IP packet is so long: 40 bytes of headers, or 60.
inline Bytes packet_of(std::size_t length, Role from = Role::client, const Ends& ends = {}) {
    const Bytes payload(length - (path::is_ipv4(ends.client.address) ? 40 : 60), 'x');
    return tcp(from, path::tcp_flag::psh | path::tcp_flag::ack, 1001, 5001, payload, ends);
}

inline Bytes bytes_in(std::string_view text) { return {text.begin(), text.end()}; }

inline path::Segment segment_in(BytesView frame) { return path::read_frame(frame).value().value(); }

inline std::vector<path::Impairment> impairments(std::initializer_list<path::Deed> deeds) {
    std::vector<path::Impairment> all;
    for (const auto& deed : deeds) all.push_back({.deed = deed});
    return all;
}

}  // namespace badrdp::test
