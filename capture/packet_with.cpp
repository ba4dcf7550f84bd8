#include <map>

#include "capture/conversations.h"
#include "capture/timeline.h"

namespace badrdp::capture {
namespace {

// One direction of one connection, as far as it helps to find a byte.
struct Sender {
    std::optional<std::uint32_t> first;  // sequence number of the byte at offset 0
    std::optional<std::size_t> end;      // packet of the first FIN or RST
};

bool carries(const Segment& segment, std::uint32_t sequence) {
    const auto begin = segment.sequence + (segment.has(tcp_flag::syn) ? 1 : 0);
    return sequence - begin < segment.payload.size();  // modulo 2^32, as sequence numbers are
}

}  // namespace

std::optional<std::size_t> packet_with(std::span<const Packet> packets, std::uint16_t server_port,
                                       std::uint16_t client_port, wire::Role from, std::uint64_t offset) {
    Conversations conversations(server_port);
    std::map<std::size_t, Sender> senders;  // by connection: a client may use its port again
    for (std::size_t i = 0; i < packets.size(); ++i) {
        if (packets[i].interface != kMet) continue;
        const auto segment = read_frame(packets[i].bytes);
        if (!segment || !*segment) continue;
        const auto place = conversations.place(**segment);
        const auto& client = from == wire::Role::client ? (*segment)->source : (*segment)->destination;
        if (!place || place->from != from || client.port != client_port) continue;

        auto& sender = senders[place->connection];
        const bool syn = (*segment)->has(tcp_flag::syn);
        if (!sender.first) sender.first = (*segment)->sequence + (syn ? 1 : 0);
        if (carries(**segment, *sender.first + static_cast<std::uint32_t>(offset))) return i;
        const bool ends = (*segment)->has(tcp_flag::fin) || (*segment)->has(tcp_flag::rst);
        if (ends && !sender.end) sender.end = i;
    }
    for (const auto& [connection, sender] : senders)
        if (sender.end) return sender.end;
    return std::nullopt;
}

}  // namespace badrdp::capture
