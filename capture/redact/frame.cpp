#include "capture/redact/frame.h"

#include <algorithm>

#include "capture/read/link_layer.h"
#include "capture/redact/certificate.h"
#include "capture/redact/dns.h"
#include "sim/wire/datagram/udp_syn.h"

namespace badrdp::capture::redaction {
namespace {

using path::u16;
namespace protocol = path::ip_protocol;

constexpr std::size_t kTcpHeader = 20, kUdpHeader = 8, kIcmpHeader = 8;
constexpr std::size_t kTcpChecksum = 16, kUdpChecksum = 6, kIcmpChecksum = 2;
constexpr std::uint8_t kIcmpRedirect = 5;
constexpr std::uint8_t kRouterSolicitation = 133, kNeighbourRedirect = 137;

void put_u16(MutableBytes bytes, std::size_t at, std::uint16_t value) {
    bytes[at] = static_cast<std::uint8_t>(value >> 8);
    bytes[at + 1] = static_cast<std::uint8_t>(value);
}

void zero(MutableBytes bytes) { std::ranges::fill(bytes, std::uint8_t{0}); }

MutableBytes behind(MutableBytes bytes, std::size_t count) {
    return bytes.subspan(std::min(count, bytes.size()));
}
MutableBytes front(MutableBytes bytes, std::size_t count) {
    return bytes.first(std::min(count, bytes.size()));
}

// The same bytes, to be written to.
MutableBytes writable(wire::Bytes& frame, wire::BytesView part) {
    return MutableBytes(frame).subspan(static_cast<std::size_t>(part.data() - frame.data()), part.size());
}

// Of TCP's options those that hold sizes and times stay [RFC 9293 3.2, RFC 7323, RFC 2018].
void redact_tcp_options(MutableBytes options) {
    constexpr std::uint8_t kLastKnown = 5;
    constexpr std::uint8_t kTimes = 8;
    while (!options.empty() && options[0] != 0) {
        if (options[0] == 1) {
            options = options.subspan(1);
            continue;
        }
        if (options.size() < 2 || options[1] < 2 || options[1] > options.size()) break;
        const auto body = options.subspan(2, options[1] - 2u);
        if (options[0] > kLastKnown && options[0] != kTimes) zero(body);
        options = options.subspan(options[1]);
    }
    zero(options);
}

// Its own header's; the next header of an extension follows its first byte.
void redact_extensions_of_ip(MutableBytes extensions) {
    while (extensions.size() >= 8) {
        const auto length = std::min<std::size_t>(8 + 8u * extensions[1], extensions.size());
        zero(extensions.first(length).subspan(2));
        extensions = extensions.subspan(length);
    }
}

}  // namespace

wire::Bytes FrameRedactor::redact(const Frame& frame) {
    wire::Bytes out(frame.bytes.begin(), frame.bytes.end());
    const auto payload = payload_of(frame.link_type, out);
    if (payload.what == Carried::unknown_link) {
        ++blind_.unknown_links;
        blank(out);
        return out;
    }
    const auto carried = payload.bytes.empty() ? MutableBytes{} : writable(out, payload.bytes);
    redact_link(frame.link_type, front(out, out.size() - carried.size()), !carried.empty());
    switch (payload.what) {
        case Carried::arp: redact_arp(carried); break;
        case Carried::ip: redact_packet(carried, frame.wire_length > frame.bytes.size()); break;
        case Carried::other:
        case Carried::unknown_link: ++blind_.other_protocols; blank(carried);
    }
    return out;
}

// What lies before the packet, with tags and the like behind the addresses; or the whole frame, if `carries`
// nothing that is known.
void FrameRedactor::redact_link(std::uint16_t link_type, MutableBytes bytes, bool carries) {
    constexpr std::uint16_t kCooked = 113, kCooked2 = 276, kEthernetLink = 1;
    constexpr std::size_t kMac = 6;
    std::size_t header = 0;
    if (link_type == kEthernetLink && bytes.size() >= path::kEthernet) {
        header = path::kEthernet;
        names_->mac(bytes.first(kMac));
        names_->mac(bytes.subspan(kMac, kMac));
    }
    const std::size_t address = link_type == kCooked ? 6 : link_type == kCooked2 ? 12 : 0;
    if (address != 0 && bytes.size() >= address + 8) {
        header = link_type == kCooked ? 16 : 20;
        names_->mac(bytes.subspan(address, kMac));
        zero(bytes.subspan(address + kMac, 2));
    }
    if (!carries) blank(behind(bytes, header));
}

void FrameRedactor::redact_arp(MutableBytes arp) {
    constexpr std::size_t kMac = 6, kHead = 8, kWhole = kHead + 2 * (kMac + 4);
    if (arp.size() < kWhole || arp[4] != kMac || arp[5] != 4) return blank(arp);
    for (const std::size_t at : {kHead, kHead + kMac + 4}) {
        names_->mac(arp.subspan(at, kMac));
        names_->ipv4(arp.subspan(at + kMac, 4));
    }
    zero(arp.subspan(kWhole));
}

void FrameRedactor::redact_packet(MutableBytes bytes, bool cut) {
    const auto ip = path::read_ip_packet(bytes);
    if (!ip || !*ip) {
        ++blind_.broken;
        if (!bytes.empty()) bytes[0] &= 0xf0;
        return zero(behind(bytes, 1));
    }
    const bool v6 = bytes[0] >> 4 == 6;
    const auto at = (*ip)->payload_at;
    const auto size = (*ip)->payload.size();
    const bool whole = !cut && ((*ip)->length == 0 || at + size >= (*ip)->length);
    if (!whole) ++blind_.cut;
    zero(bytes.subspan(at + size));  // what Ethernet adds
    redact_ip_header(bytes.first(at), v6);
    redact_transport({bytes, bytes.subspan(at, size), **ip, whole});
}

void FrameRedactor::redact_ip_header(MutableBytes header, bool v6) {
    if (v6) {
        names_->ipv6(header.subspan(8, 16));
        names_->ipv6(header.subspan(24, 16));
        return redact_extensions_of_ip(header.subspan(path::kIpv6));
    }
    constexpr std::size_t kChecksum = 10;
    names_->ipv4(header.subspan(12, 4));
    names_->ipv4(header.subspan(16, 4));
    std::ranges::fill(header.subspan(path::kIpv4), std::uint8_t{1});  // options: "no operation" [RFC 791 3.1]
    put_u16(header, kChecksum, 0);
    put_u16(header, kChecksum, path::checksum({header}));
}

void FrameRedactor::redact_transport(const Packet& packet) {
    if (packet.ip.fragment) return redact_fragment(packet);
    switch (packet.ip.protocol) {
        case protocol::tcp: return redact_tcp(packet);
        case protocol::udp: return redact_udp(packet);
        case protocol::icmp:
        case protocol::icmpv6: return redact_icmp(packet);
        default: ++blind_.other_protocols; return blank(packet.payload);
    }
}

// The head of the first one stays: ports, and what joins the others to it. Its checksum is that of the whole,
// which is not here.
void FrameRedactor::redact_fragment(const Packet& packet) {
    constexpr std::size_t kFragmentHeader = 8;
    constexpr std::uint8_t kIpv6Fragment = 44;
    ++blind_.fragments;
    auto payload = packet.payload;
    auto next = packet.ip.protocol;
    bool later = packet.ip.later_fragment;
    if (next == kIpv6Fragment) {
        if (payload.size() < kFragmentHeader) return blank(payload);
        next = payload[0];
        later = (u16(payload, 2) & 0xfff8) != 0;
        payload = payload.subspan(kFragmentHeader);
    }
    const std::size_t head = later                   ? 0
                             : next == protocol::tcp ? kTcpHeader
                             : next == protocol::udp ? kUdpHeader
                                                     : 0;
    blank(behind(payload, head));
    const std::size_t checksum = next == protocol::tcp ? kTcpChecksum : kUdpChecksum;
    if (head != 0 && payload.size() >= checksum + 2) put_u16(payload, checksum, 0);
}

// At `at` of the payload stands a checksum over it and, but for ICMP, over the addresses too.
void FrameRedactor::mend(const Packet& packet, std::size_t at) {
    put_u16(packet.payload, at, 0);
    if (!packet.whole) return;
    const auto sum = packet.ip.protocol == protocol::icmp
                         ? path::checksum({packet.payload})
                         : path::checksum_between(names_->address(packet.ip.source),
                                                  names_->address(packet.ip.destination), packet.ip.protocol,
                                                  packet.payload);
    const bool nought = sum == 0 && packet.ip.protocol == protocol::udp;  // that would say "none" [RFC 768]
    put_u16(packet.payload, at, nought ? 0xffff : sum);
}

void FrameRedactor::redact_tcp(const Packet& packet) {
    const auto segment = path::read_segment(packet.ip);
    if (!segment) {
        ++blind_.broken;
        // As broken as before: what cannot be read has no header as long as it says.
        if (packet.payload.size() >= kTcpHeader) {
            const auto length_of_header = packet.payload[12];
            zero(packet.payload);
            packet.payload[12] = length_of_header & 0xf0;
            return;
        }
        return zero(packet.payload);
    }
    const auto payload = packet.payload.last(segment->payload.size());
    redact_tcp_options(packet.payload.first(packet.payload.size() - payload.size()).subspan(kTcpHeader));
    const auto before = *segment;
    blank(payload);
    fill_(before, payload);
    mend(packet, kTcpChecksum);
}

void FrameRedactor::redact_udp(const Packet& packet) {
    constexpr std::array<std::uint16_t, 3> kNamePorts{53, 5353, 5355};  // DNS, mDNS, LLMNR
    const auto bytes = packet.payload;
    if (bytes.size() < kUdpHeader) {
        ++blind_.broken;
        return zero(bytes);
    }
    const auto message = bytes.subspan(kUdpHeader);
    const auto is_of_names = [&](std::size_t at) {
        return std::ranges::find(kNamePorts, u16(bytes, at)) != kNamePorts.end();
    };
    wire::Reader in(message);
    const auto syn = wire::UdpSyn::read(in);
    const auto known = message.size() - in.remaining();
    if (is_of_names(0) || is_of_names(2)) {
        if (!redact_dns(message, *names_)) ++blind_.datagrams;
    } else if (syn && (syn->flags & wire::UdpSyn::kSyn) != 0) {
        zero(behind(message, known));  // the cookie's hash, and padding
    } else {
        if (!message.empty()) ++blind_.datagrams;
        blank(message);
    }
    if (u16(bytes, kUdpChecksum) != 0 || !path::is_ipv4(packet.ip.source)) mend(packet, kUdpChecksum);
}

// Errors quote a packet; echoes carry anything; neighbour discovery carries addresses. A checksum that was
// wrong stays wrong: readers pass over such a message.
void FrameRedactor::redact_icmp(const Packet& packet) {
    const auto bytes = packet.payload;
    if (bytes.size() < kIcmpHeader) {
        ++blind_.broken;
        return zero(bytes);
    }
    const bool v6 = packet.ip.protocol == protocol::icmpv6;
    const auto sum =
        v6 ? path::checksum_between(packet.ip.source, packet.ip.destination, packet.ip.protocol, bytes)
           : path::checksum({bytes});
    constexpr std::array<std::uint8_t, 5> kErrors{3, 4, kIcmpRedirect, 11, 12};
    const bool error =
        v6 ? bytes[0] >= 1 && bytes[0] <= 4 : std::ranges::find(kErrors, bytes[0]) != kErrors.end();
    if (error) {
        if (!v6 && bytes[0] == kIcmpRedirect) names_->ipv4(bytes.subspan(4, 4));
        redact_quoted(bytes.subspan(kIcmpHeader));
    } else if (v6 && bytes[0] >= kRouterSolicitation && bytes[0] <= kNeighbourRedirect) {
        redact_neighbour(bytes);
    } else {
        blank(bytes.subspan(kIcmpHeader));
    }
    mend(packet, kIcmpChecksum);
    if (packet.whole && sum != 0)
        put_u16(bytes, kIcmpChecksum, static_cast<std::uint16_t>(u16(bytes, kIcmpChecksum) ^ 0x5555));
}

// [RFC 4861 4]: how long the fixed part is, where addresses stand in it, and options behind it.
void FrameRedactor::redact_neighbour(MutableBytes message) {
    constexpr std::array<std::size_t, 5> kFixed{8, 16, 24, 24, 40};  // 133 to 137
    const std::size_t fixed = kFixed[message[0] - std::size_t{kRouterSolicitation}];
    for (std::size_t at = 8; at + 16 <= std::min(fixed, message.size()) && fixed > 16; at += 16)
        names_->ipv6(message.subspan(at, 16));
    for (auto options = behind(message, fixed); !options.empty();) {
        const std::size_t length = options.size() < 2 ? 0 : 8u * options[1];
        if (length == 0 || length > options.size()) return zero(options);
        const auto body = options.first(length).subspan(2);
        if (options[0] <= 2)
            names_->mac(body.first(6));
        else
            zero(body);
        options = options.subspan(length);
    }
}

// What an error quotes begins like a packet, and ends anywhere. Its TCP keeps ports and numbers.
void FrameRedactor::redact_quoted(MutableBytes quoted) {
    const bool v6 = !quoted.empty() && quoted[0] >> 4 == 6;
    const std::size_t header = quoted.empty() ? 0 : v6 ? path::kIpv6 : 4u * (quoted[0] & 0x0f);
    if (header < path::kIpv4 || quoted.size() < header) return zero(quoted);
    const auto next = quoted[v6 ? 6 : 9];
    redact_ip_header(quoted.first(header), v6);
    const auto rest = quoted.subspan(header);
    const bool tcp = next == protocol::tcp;
    if (!tcp && next != protocol::udp) return zero(rest);
    zero(behind(rest, tcp ? kTcpHeader : kUdpHeader));
    const auto checksum = tcp ? kTcpChecksum : kUdpChecksum;
    if (rest.size() >= checksum + 2) put_u16(rest, checksum, 0);
}

}  // namespace badrdp::capture::redaction
