#include "harness/diagnose/side_segments.h"

#include <algorithm>

#include "capture/read/link_layer.h"

namespace badrdp::harness::diagnosis {
namespace {

using wire::Role;

// FNV-1a of 64 bits [draft-eastlake-fnv].
std::uint64_t print_of(wire::BytesView bytes) {
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const auto byte : bytes) hash = (hash ^ byte) * 0x100000001b3u;
    return hash;
}

// A capture of all interfaces holds each frame twice, a moment apart.
bool is_double(const SideSegment& before, const SideSegment& now) {
    constexpr auto kMoment = std::chrono::milliseconds(2);
    return before.from == now.from && before.sequence == now.sequence && before.flags == now.flags &&
           before.acknowledgement == now.acknowledgement && before.length == now.length &&
           now.when.at - before.when.at < kMoment;
}

}  // namespace

void SegmentBook::take(const capture::Frame& frame) {
    const auto payload = capture::payload_of(frame.link_type, frame.bytes);
    if (payload.what != capture::Carried::ip) return;
    const auto ip = path::read_ip_packet(payload.bytes);
    if (!ip || !*ip || (*ip)->fragment || (*ip)->protocol != path::ip_protocol::tcp) return;
    const auto segment = path::read_segment(**ip);
    if (!segment) return;
    if (held_ >= kMost) {
        ++left_out_;
        return;
    }
    ++held_;
    const bool from_low = segment->source < segment->destination;
    auto& talk = talks_[from_low ? Pair{segment->source, segment->destination}
                                 : Pair{segment->destination, segment->source}];
    talk.push_back({{.when = {frame.at, frame.number},
                     .sequence = segment->sequence,
                     .acknowledgement = segment->acknowledgement,
                     .length = static_cast<std::uint32_t>(segment->payload.size()),
                     .flags = segment->flags,
                     .hops = (*ip)->hops,
                     .print = print_of(segment->payload)},
                    from_low,
                    frame.interface});
}

std::vector<SideSegment> SegmentBook::of(const capture::Talk& talk) const {
    const bool client_is_low = talk.client.at < talk.server.at;
    const auto found = talks_.find(client_is_low ? Pair{talk.client.at, talk.server.at}
                                                 : Pair{talk.server.at, talk.client.at});
    std::vector<SideSegment> out;
    if (found == talks_.end()) return out;
    const auto begin = std::min(talk.client.first ? talk.client.first.frame : talk.server.first.frame,
                                talk.server.first ? talk.server.first.frame : talk.client.first.frame);
    const auto end = std::max(talk.client.last.frame, talk.server.last.frame);
    std::optional<std::uint32_t> interface;
    std::array<std::size_t, 2> latest{0, 0};  // of each end, counted from 1
    const auto frame_of = [](const Entry& entry) { return entry.segment.when.frame; };
    auto at = std::ranges::lower_bound(found->second, begin, {}, frame_of);
    for (; at != found->second.end() && frame_of(*at) <= end; ++at) {
        const auto& entry = *at;
        if (interface.value_or(entry.interface) != entry.interface) continue;
        interface = entry.interface;
        auto segment = entry.segment;
        segment.from = entry.from_low == client_is_low ? Role::client : Role::server;
        auto& before = latest[segment.from == Role::client ? 0 : 1];
        if (before != 0 && is_double(out[before - 1], segment)) continue;
        out.push_back(segment);
        before = out.size();
    }
    return out;
}

}  // namespace badrdp::harness::diagnosis
