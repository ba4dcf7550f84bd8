#include "capture/survey/follow_talk.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "sim/wire/x224/classify.h"
#include "sim/wire/x224/preconnection.h"

namespace badrdp::capture {
namespace {

using wire::Role;

constexpr std::size_t kFirstBytes = 64;

// Sequence numbers wrap around [RFC 9293 3.4].
bool is_behind(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(a - b) < 0; }

Speech speech_of(std::string_view first) {
    const auto bytes = wire::BytesView(reinterpret_cast<const std::uint8_t*>(first.data()), first.size());
    const auto preconnects = wire::begins_preconnection(bytes);
    if (preconnects == wire::Preconnects::sure) return Speech::rdp;
    if (preconnects == wire::Preconnects::perhaps) return Speech::none;
    if (bytes[0] == 3 && (bytes.size() < 6 || wire::tpdu_code(bytes) == 0xe0)) return Speech::rdp;
    if (bytes[0] == 22 && (bytes.size() < 2 || bytes[1] == 3)) return Speech::tls;
    for (const std::string_view word : {"RDG_", "RPC_", "GET /rdg", "GET /remoteDesktopGateway", "KdcProxy"})
        if (first.starts_with(word)) return Speech::gateway;
    for (const std::string_view word : {"GET ", "POST ", "PUT ", "HEAD ", "CONNECT ", "OPTIONS ", "HTTP/"})
        if (first.starts_with(word)) return Speech::http;
    return first.starts_with("SSH-") ? Speech::ssh : Speech::other;
}

}  // namespace

std::string_view name(Speech speech) {
    switch (speech) {
        case Speech::none: return "none";
        case Speech::rdp: return "rdp";
        case Speech::tls: return "tls";
        case Speech::gateway: return "gateway";
        case Speech::http: return "http";
        case Speech::ssh: return "ssh";
        case Speech::other: return "other";
    }
    return "other";
}

std::uint64_t first_frame(const Talk& talk) {
    constexpr auto kNever = ~std::uint64_t{0};
    const auto of = [](const TalkEnd& end) { return end.first ? end.first.frame : kNever; };
    return std::min(of(talk.client), of(talk.server));
}

std::string to_text(const path::Address& a) {
    if (is_ipv4(a)) return fmt::format("{}.{}.{}.{}", a[12], a[13], a[14], a[15]);
    std::array<char, INET6_ADDRSTRLEN> text{};
    return ::inet_ntop(AF_INET6, a.data(), text.data(), text.size());
}

std::string to_text(const path::Endpoint& endpoint) {
    const auto address = to_text(endpoint.address);
    return is_ipv4(endpoint.address) ? fmt::format("{}:{}", address, endpoint.port)
                                     : fmt::format("[{}]:{}", address, endpoint.port);
}

TalkFollower::TalkFollower(const path::Endpoint& client, const path::Endpoint& server,
                           std::uint32_t interface, const KeyLog* keys)
    : interface_(interface), follower_(1, talk_.events, keys) {
    constexpr std::size_t kUsual = 16;
    talk_.events.reserve(kUsual);
    talk_.client.at = client;
    talk_.server.at = server;
    follower_.facts.client_port = client.port;
}

Role TalkFollower::from(const Segment& segment) const {
    return segment.source == talk_.client.at ? Role::client : Role::server;
}

// A capture of all interfaces, or of both sides of a router, holds each frame twice, a moment apart.
bool TalkFollower::is_double(const Segment& segment, Role from, Seen when) {
    constexpr auto kMoment = std::chrono::milliseconds(2);
    auto& latest = latest_[from == Role::client ? 0 : 1];
    const bool same = latest.frame != 0 && latest.sequence == segment.sequence &&
                      latest.acknowledgement == segment.acknowledgement && latest.flags == segment.flags &&
                      latest.length == segment.payload.size() && when.at - latest.at < kMoment &&
                      (segment.has(tcp_flag::syn) || segment.has(tcp_flag::fin) || !segment.payload.empty());
    latest = {segment.sequence, segment.acknowledgement, segment.flags, segment.payload.size(), 0, when.at,
              when.frame};
    return same;
}

void TalkFollower::take(const Segment& segment, std::uint8_t hops, bool cut, std::uint32_t interface,
                        Seen when) {
    if (interface != interface_) return;  // the same seen elsewhere
    const auto role = from(segment);
    if (is_double(segment, role, when)) {
        ++talk_.doubles;
        return;
    }
    talk_.cut += cut ? 1 : 0;
    count(segment, role, hops, when);
    const bool ends = segment.has(tcp_flag::fin) || segment.has(tcp_flag::rst);
    if (talk_.events.size() >= (ends ? 2 * kMostEvents : kMostEvents)) return;  // nobody reads a longer story
    follower_.follow(segment, role, {when.at, static_cast<std::size_t>(when.frame - 1)});
    while (talk_.inside.size() < follower_.facts.inside.size()) talk_.inside.push_back(when);
}

void TalkFollower::take(const IcmpSeen& icmp) {
    constexpr std::size_t kMostIcmp = 16;
    if (talk_.icmp.size() < kMostIcmp) talk_.icmp.push_back(icmp);
}

void TalkFollower::count(const Segment& segment, Role from, std::uint8_t hops, Seen when) {
    auto& sender = talk_.end(from);
    const bool first = sender.frames++ == 0;
    if (first) {
        sender.first = when;
        sender.next = segment.sequence + (segment.has(tcp_flag::syn) ? 1 : 0);
        if (talk_.end(wire::other(from)).frames == 0) follower_.facts.began = when.at;
        talk_.whole |= from == Role::client && segment.has(tcp_flag::syn);
    }
    sender.last = when;
    if (sender.rst && !segment.has(tcp_flag::rst)) sender.speaks_after_rst = true;
    if (segment.has(tcp_flag::syn) && !sender.syn) sender.syn = when, sender.syn_hops = hops;
    if (segment.has(tcp_flag::syn) && !talk_.end(wire::other(from)).syn) sender.last_syn = when;
    if (segment.has(tcp_flag::fin) && !sender.fin) sender.fin = when;
    if (segment.has(tcp_flag::rst) && !sender.rst) sender.rst = when, sender.rst_hops = hops;
    if (!segment.payload.empty()) {
        sender.hops = hops;
        const auto before = sender.next;
        count_data(segment, sender, when);
        note_hole(before, segment.sequence + (segment.has(tcp_flag::syn) ? 1 : 0), from);
        std::erase_if(holes_[from == Role::client ? 0 : 1], [&](const Hole& hole) {
            return !is_behind(hole.begin, segment.sequence) &&
                   is_behind(hole.begin,
                             segment.sequence + static_cast<std::uint32_t>(segment.payload.size()));
        });
    }
    if (segment.has(tcp_flag::ack) && !segment.has(tcp_flag::rst))
        acknowledge(segment.acknowledgement, from, when);
}

void TalkFollower::count_data(const Segment& segment, TalkEnd& sender, Seen when) {
    if (!sender.first_data) sender.first_data = when;
    sender.last_data = when;
    const auto length = static_cast<std::uint32_t>(segment.payload.size());
    const auto begin = segment.sequence + (segment.has(tcp_flag::syn) ? 1 : 0);
    if (sender.first_bytes.size() < kFirstBytes && !is_behind(begin, sender.next)) {
        const auto count = std::min<std::size_t>(kFirstBytes - sender.first_bytes.size(), length);
        sender.first_bytes.append(segment.payload.begin(),
                                  segment.payload.begin() + static_cast<std::ptrdiff_t>(count));
        if (&sender == &talk_.client) talk_.speech = speech_of(sender.first_bytes);
    }
    if (!is_behind(sender.next, begin + length)) {
        ++sender.repeats;
        sender.last_repeat = when;
        for (auto& open : sender.unanswered)
            if (open.sequence == begin) {
                ++open.times;
                open.last = when;
            }
        return;
    }
    sender.next = begin + length;
    if (sender.unanswered.size() < kMostUnanswered)
        sender.unanswered.push_back({.sequence = begin, .length = length, .first = when, .last = when});
}

// Segments that overtake others leave a hole for a moment.
void TalkFollower::note_hole(std::uint32_t begin, std::uint32_t end, Role from) {
    auto& holes = holes_[from == Role::client ? 0 : 1];
    if (is_behind(begin, end) && holes.size() < kMostHoles) holes.push_back({begin, end});
}

void TalkFollower::acknowledge(std::uint32_t upto, Role by, Seen when) {
    auto& reader = talk_.end(by);
    auto& writer = talk_.end(wire::other(by));
    if (reader.acknowledges && !is_behind(reader.acknowledged, upto)) return;
    reader.acknowledges = true;
    reader.acknowledged = upto;
    const auto fin = writer.fin ? 1u : 0u;
    if (writer.frames == 0 ? reader.frames > 1 || reader.first_data : is_behind(writer.next + fin, upto))
        if (!talk_.missed) talk_.missed = when;
    // Whoever acknowledges bytes behind a hole has what is in it; the capture has not.
    const auto& holes = holes_[by == Role::client ? 1 : 0];
    const auto passed = [&](const Hole& hole) { return !is_behind(upto, hole.end); };
    if (!talk_.missed && std::ranges::any_of(holes, passed)) talk_.missed = when;
    std::erase_if(writer.unanswered, [&](const Unanswered& open) {
        if (is_behind(upto, open.sequence + open.length)) return false;
        writer.biggest_passed = std::max(writer.biggest_passed, open.length);
        return true;
    });
}

std::size_t TalkFollower::weight() const {
    constexpr std::size_t kSmall = 1024;  // what is bounded and little: addresses, first bytes, alerts
    const auto& facts = follower_.facts;
    return sizeof *this + kSmall + follower_.memory() + talk_.events.capacity() * sizeof(Event) +
           talk_.inside.capacity() * sizeof(Seen) +
           (facts.client_hello ? facts.client_hello->ciphers.capacity() * sizeof(std::uint16_t) : 0);
}

bool TalkFollower::is_over(nanoseconds now) const {
    return follower_.facts.closed && now - talk_.last().at > kAfterwards;
}

Talk TalkFollower::finish() {
    follower_.finish();
    talk_.events = in_order_of_packets(std::move(talk_.events));
    talk_.facts = std::move(follower_.facts);
    return std::move(talk_);
}

}  // namespace badrdp::capture
