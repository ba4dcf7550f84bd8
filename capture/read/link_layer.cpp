#include "capture/read/link_layer.h"

#include <algorithm>
#include <array>

#include "sim/path/ip.h"

namespace badrdp::capture {
namespace {

using path::u16;
using wire::BytesView;

namespace link_type {
constexpr std::uint16_t null = 0;
constexpr std::uint16_t ethernet = 1;
constexpr std::array<std::uint16_t, 5> raw{12, 14, 101, 228, 229};
constexpr std::uint16_t loop = 108;
constexpr std::uint16_t cooked = 113;
constexpr std::uint16_t cooked_2 = 276;
}  // namespace link_type

namespace ether_type {
constexpr std::uint16_t ipv4 = 0x0800;
constexpr std::uint16_t arp = 0x0806;
constexpr std::uint16_t ipv6 = 0x86dd;
constexpr std::uint16_t pppoe = 0x8864;
constexpr std::array<std::uint16_t, 3> vlan{0x8100, 0x88a8, 0x9100};
}  // namespace ether_type

constexpr std::size_t kVlan = 2 + 2;               // tag, next type
constexpr std::size_t kPppoe = 1 + 1 + 2 + 2 + 2;  // version, code, session, length, protocol of PPP
constexpr int kMostTags = 8;

LinkPayload by_version(BytesView packet) {
    if (packet.empty()) return {};
    const auto version = packet[0] >> 4;
    return {version == 4 || version == 6 ? Carried::ip : Carried::other, packet};
}

// What a type of Ethernet says comes next.
LinkPayload by_type(std::uint16_t type, BytesView rest) {
    for (int tags = 0; tags < kMostTags; ++tags) {
        if (type == ether_type::ipv4 || type == ether_type::ipv6) return {Carried::ip, rest};
        if (type == ether_type::arp) return {Carried::arp, rest};
        if (type == ether_type::pppoe)
            return rest.size() < kPppoe ? LinkPayload{} : by_version(rest.subspan(kPppoe));
        if (std::ranges::find(ether_type::vlan, type) == ether_type::vlan.end() || rest.size() < kVlan)
            return {};
        type = u16(rest, 2);
        rest = rest.subspan(kVlan);
    }
    return {};
}

LinkPayload behind(std::size_t header, std::size_t type_at, BytesView frame) {
    return frame.size() < header ? LinkPayload{} : by_type(u16(frame, type_at), frame.subspan(header));
}

}  // namespace

LinkPayload payload_of(std::uint16_t type, BytesView frame) {
    if (type == link_type::ethernet) return behind(path::kEthernet, path::kMacs, frame);
    if (type == link_type::cooked) return behind(16, 14, frame);
    if (type == link_type::cooked_2) return behind(20, 0, frame);
    if (std::ranges::find(link_type::raw, type) != link_type::raw.end()) return by_version(frame);
    if (type == link_type::null || type == link_type::loop)
        return frame.size() < 4 ? LinkPayload{} : by_version(frame.subspan(4));
    return {Carried::unknown_link, {}};
}

}  // namespace badrdp::capture
