#include "capture/follower.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace badrdp::capture {

using wire::Role;
using wire::Step;

void Follower::follow(const Segment& segment, Role from, Moment now) {
    if (segment.has(tcp_flag::syn)) on_syn(segment, from, now);
    if (!segment.payload.empty()) on_data(segment, from, now);
    if (segment.has(tcp_flag::fin) || segment.has(tcp_flag::rst)) on_end(segment, from, now);
}

void Follower::on_syn(const Segment& segment, Role from, Moment now) {
    side(from).stream.start(segment.sequence);
    if (from == Role::client) {
        ++facts.syns;
        const bool again = facts.syns > 1;
        say({.from = from,
             .step = again ? Step::none : Step::tcp_connect,
             .what = "SYN",
             .detail = again ? fmt::format("sent {} times", facts.syns) : ""},
            now);
    } else {
        const bool again = std::exchange(facts.accepted, true);
        say({.from = from,
             .step = again ? Step::none : Step::tcp_accept,
             .what = "SYN-ACK",
             .detail = again ? "sent again" : ""},
            now);
    }
}

void Follower::on_data(const Segment& segment, Role from, Moment now) {
    side(from).last = now;
    // Behind its FIN a client says nothing more.
    if (from == Role::server && !client_.fin && !client_.stream.reaches(segment.acknowledgement))
        reading_.miss();
    const auto sequence = segment.sequence + (segment.has(tcp_flag::syn) ? 1 : 0);
    auto& stream = side(from).stream;
    const auto before = stream.retransmissions();
    deliver(stream.add(sequence, segment.payload), from, now);
    if (stream.retransmissions() > before && sent_again.size() < kMostAgain)
        sent_again.push_back({.at = now.at, .connection = number_, .from = from, .packet = now.packet});
}

void Follower::deliver(const Stream::Delivery& delivery, Role from, Moment now) {
    if (delivery.gap > 0) {
        ++facts.gaps;
        reading_.lose(from);
        say({.from = from,
             .step = Step::none,
             .what = fmt::format("gap of {} bytes", delivery.gap),
             .detail = {}},
            now);
    }
    if (delivery.bytes.empty()) return;
    found_.clear();
    reading_.feed(from, delivery.bytes, facts, found_);
    for (auto& finding : found_) say(std::move(finding), now);
}

void Follower::on_end(const Segment& segment, Role from, Moment now) {
    auto& sender = side(from);
    const bool rst = segment.has(tcp_flag::rst);
    if (std::exchange(rst ? sender.rst : sender.fin, true)) return;
    if (!rst) {
        const auto data = static_cast<std::uint32_t>(segment.payload.size());
        sender.last = now;
        sender.stream.end_at(segment.sequence + data);
    }
    say_unfinished(from, now);

    const bool refusal = rst && from == Role::server && !facts.accepted;
    facts.refused |= refusal;
    if (facts.how == EndHow::open) {
        facts.ended_by = from;
        facts.how = rst ? EndHow::rst : EndHow::fin;
        facts.ended = now.at;
    }
    facts.closed |= rst || (client_.fin && server_.fin);
    say({.from = from,
         .step = Step::none,
         .what = rst ? "RST" : "FIN",
         .detail = refusal ? "refuses the connection" : ""},
        now);
}

void Follower::say_unfinished(Role from, Moment now) {
    const auto bytes = reading_.unfinished(from);
    if (bytes == 0 || side(from).stream.hole() || (side(from).fin && side(from).rst)) return;
    say({.from = from,
         .step = Step::none,
         .what = "cut off",
         .detail = fmt::format("{} bytes of a packet that never became whole", bytes)},
        now);
}

// Whatever hole is still there when the packets end was never filled.
void Follower::finish() {
    for (const auto from : {Role::client, Role::server}) {
        auto& stream = side(from).stream;
        for (auto rest = stream.give_up(); rest.gap > 0; rest = stream.give_up())
            deliver(rest, from, side(from).last);
        facts.retransmissions += stream.retransmissions();
    }
    facts.bytes_from_client = client_.stream.bytes();
    facts.bytes_from_server = server_.stream.bytes();
}

void Follower::say(Finding&& finding, Moment now) {
    text_ += finding.what.size() + finding.detail.size();
    if (is_depth(finding.step)) facts.deepest = std::max(facts.deepest, finding.step);
    events_->emplace_back(now.at, number_, finding.from, finding.step, std::move(finding.what),
                          std::move(finding.detail), now.packet);
}

// Not std::stable_sort: clang warns of what libstdc++ 12 does inside.
std::vector<Event> in_order_of_packets(std::vector<Event> events) {
    if (std::ranges::is_sorted(events, {}, &Event::packet)) return events;
    std::vector<std::size_t> order(events.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(events[i].packet, i); });
    std::vector<Event> sorted;
    sorted.reserve(events.size());
    for (const auto i : order) sorted.push_back(std::move(events[i]));
    return sorted;
}

}  // namespace badrdp::capture
