#include "sim/path/flows.h"

#include <algorithm>

#include "sim/path/forge.h"

namespace badrdp::path {
namespace {

using wire::Role;

// Sequence numbers go round [RFC 9293 3.4].
bool before(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(a - b) < 0; }

std::array<std::uint8_t, kMacs> macs_of(wire::BytesView frame, bool mirrored) {
    std::array<std::uint8_t, kMacs> macs{};
    std::ranges::copy(frame.first(6), macs.begin() + (mirrored ? 6 : 0));
    std::ranges::copy(frame.subspan(6, 6), macs.begin() + (mirrored ? 0 : 6));
    return macs;
}

}  // namespace

Stretch stretch_of(const Segment& segment) {
    if (segment.has(tcp_flag::rst)) return {segment.sequence, 0, false};
    const bool syn = segment.has(tcp_flag::syn);
    return {segment.sequence, syn ? 1 : sequence_length(segment), syn};
}

void SequenceNumbers::hears(const Stretch& stretch) {
    if (stretch.opens && expects_) return;  // said again
    if (!expects_ || stretch.first == *expects_) return move_to(stretch.next());
    if (!before(*expects_, stretch.next())) return;  // nothing new
    if (before(stretch.first, *expects_)) return move_to(stretch.next());
    if (ahead_.size() < kMostAhead) ahead_.push_back(stretch);
}

void SequenceNumbers::says(const Segment& segment) {
    if (segment.has(tcp_flag::rst)) return;
    const auto next = stretch_of(segment).next();
    if (!sends_ || before(*sends_, next)) sends_ = next;
    if (segment.has(tcp_flag::ack) && (!expects_ || before(*expects_, segment.acknowledgement)))
        move_to(segment.acknowledgement);
}

void SequenceNumbers::move_to(std::uint32_t next) {
    expects_ = next;
    for (;;) {
        const auto follows = std::ranges::find_if(ahead_, [&](const Stretch& s) {
            return !before(*expects_, s.first) && before(*expects_, s.next());
        });
        if (follows == ahead_.end()) break;
        expects_ = follows->next();
    }
    std::erase_if(ahead_, [&](const Stretch& s) { return !before(*expects_, s.next()); });
}

Flow& Flows::sent(Role from, const Segment& segment, wire::BytesView frame, Time now) {
    const bool client = from == Role::client;
    const auto ends =
        client ? Ends(segment.source, segment.destination) : Ends(segment.destination, segment.source);
    const bool opens = segment.has(tcp_flag::syn) && !segment.has(tcp_flag::ack);
    auto found = flows_.find(ends);
    const bool again = found != flows_.end() && opens && found->second.opened_with != segment.sequence;
    if (again || found == flows_.end()) {
        make_room();
        Flow fresh{.client = ends.first,
                   .server = ends.second,
                   .number = ++count_,
                   .opened_with = {},
                   .told = {},
                   .marks = std::vector(impairments_, Flow::Mark{.passed = now})};
        if (opens) fresh.opened_with = segment.sequence;
        found = flows_.insert_or_assign(ends, std::move(fresh)).first;
    }
    auto& flow = found->second;
    flow.macs_to_server = macs_of(frame, !client);
    flow.of(from).says(segment);
    if (segment.has(tcp_flag::fin)) flow.closed[static_cast<std::size_t>(from)] = true;
    if (segment.has(tcp_flag::rst)) flow.reset = true;
    flow.seen = now;
    return flow;
}

void Flows::make_room() {
    if (flows_.size() < kMost) return;
    flows_.erase(std::ranges::min_element(flows_, {}, [](const auto& entry) { return entry.second.seen; }));
}

void Flows::deliver(const Flow& flow, Role to, const Segment& segment, Time at) {
    const auto stretch = stretch_of(segment);
    if (stretch.length == 0) return;
    const Ends ends(flow.client, flow.server);
    if (at > now_)
        on_its_way_.emplace(at, OnItsWay{ends, flow.number, to, stretch});
    else if (const auto found = flows_.find(ends); found != flows_.end())
        found->second.of(to).hears(stretch);
}

void Flows::advance(Time now) {
    now_ = now;
    while (!on_its_way_.empty() && on_its_way_.begin()->first <= now) {
        const auto& arrived = on_its_way_.begin()->second;
        const auto found = flows_.find(arrived.ends);
        if (found != flows_.end() && found->second.number == arrived.flow)
            found->second.of(arrived.to).hears(arrived.stretch);
        on_its_way_.erase(on_its_way_.begin());
    }
}

std::optional<wire::Bytes> Flows::rst(const Flow& flow, Role to, Time at) const {
    auto told = flow.of(to);
    for (const auto& [time, arriving] : on_its_way_) {
        if (time > at) break;
        if (arriving.flow == flow.number && arriving.to == to) told.hears(arriving.stretch);
    }
    if (!told.expects() && !told.sends()) return std::nullopt;
    // An end that has heard nothing yet looks at the acknowledgement instead [RFC 9293 3.10.7.3].
    const bool client = to == Role::client;
    const Segment rst{.source = client ? flow.server : flow.client,
                      .destination = client ? flow.client : flow.server,
                      .sequence = told.expects().value_or(0),
                      .acknowledgement = told.sends().value_or(0),
                      .flags = static_cast<std::uint8_t>(tcp_flag::rst | (told.sends() ? tcp_flag::ack : 0)),
                      .window = 0};
    return segment_frame(rst, client ? macs_of(flow.macs_to_server, true) : flow.macs_to_server);
}

}  // namespace badrdp::path
