#include "capture/timeline.h"

#include <algorithm>
#include <map>
#include <random>

#include "capture/conversations.h"
#include "capture/timeline_json.h"
#include "tests/fuzz/demand.h"

namespace {

using namespace badrdp;
using namespace badrdp::capture;
using fuzz::demand_silence_of;
using wire::Role;

constexpr std::uint16_t kServer = 3389, kClient = 40000;

Packet packet_of(Role from, std::uint8_t flags, std::uint32_t sequence, wire::BytesView payload) {
    const Endpoint client{ipv4(127, 0, 0, 1), kClient}, server{ipv4(127, 0, 0, 1), kServer};
    Packet packet;
    packet.bytes = to_frame({.source = from == Role::client ? client : server,
                             .destination = from == Role::client ? server : client,
                             .sequence = sequence,
                             .flags = flags,
                             .payload = payload});
    return packet;
}

#ifdef BADRDP_PLANTED
// Takes the order in which packets come for the order in which they were sent, and bytes sent again for new.
Timeline timeline_of(std::vector<Packet> packets) {
    std::map<std::uint16_t, std::uint32_t> next;  // by sender
    for (auto& packet : packets) {
        auto segment = read_frame(packet.bytes).value().value();
        if (segment.has(tcp_flag::syn)) next[segment.source.port] = segment.sequence + 1;
        if (segment.payload.empty()) continue;
        segment.sequence = next[segment.source.port];
        next[segment.source.port] += static_cast<std::uint32_t>(segment.payload.size());
        packet.bytes = to_frame(segment);
    }
    return read_timeline(packets, kServer);
}
#else
Timeline timeline_of(const std::vector<Packet>& packets) { return read_timeline(packets, kServer); }
#endif

// What one end said, without the packets in which it lay.
std::vector<std::string> told_by(const Timeline& timeline, Role from) {
    std::vector<std::string> all;
    for (const auto& event : timeline.events)
        if (event.from == from) all.push_back(event.what + " " + event.detail);
    return all;
}

std::vector<Packet> opening() {
    return {packet_of(Role::client, tcp_flag::syn, 0xffff'ff00, {}),
            packet_of(Role::server, tcp_flag::syn | tcp_flag::ack, 0x7fff'ff00, {})};
}

// Client and then server say the input, each in one segment. What a client says is told the same whatever
// the server says later, so only its segments may be shuffled among themselves.
std::vector<Packet> in_one_piece(wire::BytesView input) {
    auto packets = opening();
    packets.push_back(packet_of(Role::client, tcp_flag::ack, 0xffff'ff01, input));
    packets.push_back(packet_of(Role::server, tcp_flag::ack, 0x7fff'ff01, input));
    return packets;
}

// The same in pieces that overlap, come again and overtake each other.
std::vector<Packet> in_pieces(wire::BytesView input) {
    std::minstd_rand random(static_cast<unsigned>(input.size() * 31 + input.front()));
    auto packets = opening();
    for (const auto from : {Role::client, Role::server}) {
        const auto begin = static_cast<std::ptrdiff_t>(packets.size());
        const std::uint32_t first = from == Role::client ? 0xffff'ff01 : 0x7fff'ff01;
        for (std::size_t at = 0; at < input.size();) {
            const auto length = 1 + random() % 97;
            const auto back = std::min<std::size_t>(at, random() % 16);
            const auto piece = input.subspan(at - back, std::min(input.size() - at + back, length + back));
            packets.push_back(
                packet_of(from, tcp_flag::ack, first + static_cast<std::uint32_t>(at - back), piece));
            if (random() % 4 == 0) packets.push_back(packets.back());
            at += length;
        }
        std::shuffle(packets.begin() + begin, packets.end(), random);
    }
    return packets;
}

void judge(const Timeline& timeline, std::size_t packets) {
    std::size_t latest = 0;
    for (const auto& event : timeline.events) {
        if (event.packet < latest || event.packet >= packets) demand_silence_of("events are not in order");
        if (event.connection == 0 || event.connection > timeline.connections.size())
            demand_silence_of("an event has no connection");
        latest = event.packet;
    }
    if (to_json(timeline).empty()) demand_silence_of("there is no JSON");
}

// As a frame: what is read can be written, and is read again as the same.
void judge_frame(wire::BytesView input) {
    const auto read = read_frame(input);
    if (!read) return demand_silence_of(fuzz::about_blame(read.error(), input.size()));
    if (!*read || is_ipv4((*read)->source.address) != is_ipv4((*read)->destination.address)) return;
    const auto frame = to_frame(**read);
    const auto again = read_frame(frame);
    if (!again || !*again || to_frame(**again) != frame)
        demand_silence_of("a frame changes when written again");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const wire::BytesView input(data, size);
    judge_frame(input);
    std::vector<Packet> raw(1);
    raw[0].bytes.assign(data, data + size);
    judge(read_timeline(raw, kServer), 1);
    if (input.empty()) return 0;

    const auto whole = in_one_piece(input), pieces = in_pieces(input);
    const auto expected = timeline_of(whole), seen = timeline_of(pieces);
    judge(expected, whole.size());
    judge(seen, pieces.size());
    for (const auto from : {Role::client, Role::server})
        if (told_by(seen, from) != told_by(expected, from))
            demand_silence_of("is told otherwise when cut and shuffled");
    return 0;
}
