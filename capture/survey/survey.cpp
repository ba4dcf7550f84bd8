#include "capture/survey/survey.h"

#include <algorithm>
#include <cstring>
#include <unordered_map>

#include "capture/read/fragments.h"
#include "capture/read/link_layer.h"
#include "capture/survey/follow_talk.h"
#include "sim/path/ip.h"
#include "sim/wire/datagram/udp_syn.h"

namespace badrdp::capture {
namespace {

using path::Endpoint;

constexpr std::uint16_t kRdp = 3389;
constexpr std::uint16_t kDns = 53;

// Both ends of a conversation, the smaller one first, whoever speaks.
struct Pair {
    Endpoint low, high;

    friend bool operator==(const Pair&, const Pair&) = default;
};

// Of eight bytes at a time: whoever reads a capture asks this once a packet.
struct HashOfPair {
    std::size_t operator()(const Pair& pair) const {
        std::uint64_t hash = 0;
        const auto mix = [&](std::uint64_t word) {
            hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
            hash ^= hash >> 32;
        };
        for (const auto* end : {&pair.low, &pair.high}) {
            std::array<std::uint64_t, 2> words{};
            std::memcpy(words.data(), end->address.data(), sizeof words);
            mix(words[0]);
            mix(words[1] ^ std::uint64_t{end->port} << 16);
        }
        return hash;
    }
};

Pair pair_of(const Segment& segment) {
    return segment.source < segment.destination ? Pair{segment.source, segment.destination}
                                                : Pair{segment.destination, segment.source};
}

// Whether the first segment that was seen comes from the client.
bool is_of_client(const Segment& segment, const std::set<std::uint16_t>& ports) {
    if (segment.has(tcp_flag::syn)) return !segment.has(tcp_flag::ack);
    const auto& said = segment.payload;
    if (said.size() > 5 && said[0] == 3 && (said[5] & 0xf0) == 0xe0) return true;   // Connection Request
    if (said.size() > 5 && said[0] == 3 && (said[5] & 0xf0) == 0xd0) return false;  // and Confirm
    if (said.size() > 5 && said[0] == 22) return said[5] == 1;                      // ClientHello
    if (ports.contains(segment.destination.port)) return true;
    if (ports.contains(segment.source.port)) return false;
    return segment.destination.port < segment.source.port;
}

}  // namespace

struct Surveyor::State {
    struct Entry {
        std::unique_ptr<TalkFollower> talk;             // nothing: of a kind that is not followed
        std::optional<std::uint32_t> initial_sequence;  // of the client's SYN
    };

    std::set<std::uint16_t> ports;
    const KeyLog* keys = nullptr;
    Survey survey;
    NameBook names;
    Fragments fragments;
    std::unordered_map<Pair, Entry, HashOfPair> open;
    std::vector<Talk> over;              // ended long ago, or their ports were used again
    std::size_t next_sweep = kFewTalks;  // so many open ones, and those that ended are put down

    static constexpr std::size_t kFewTalks = 4096;

    void take_ip(const Frame& frame, wire::BytesView packet, Seen when);
    void take_whole(const path::Ip& ip, const Frame& frame, Seen when);
    void take_segment(const Segment& segment, const path::Ip& ip, const Frame& frame, Seen when);
    void take_datagram(const path::Ip& ip, Seen when);
    void take_icmp(const path::Ip& ip, Seen when);
    TalkFollower* talk_of(const Segment& segment, std::uint32_t interface);
    bool is_wanted(const Talk& talk) const;
    void put_down(Entry& entry);
    void sweep(nanoseconds now);
};

Surveyor::Surveyor(std::set<std::uint16_t> ports, const KeyLog* keys) : state_(std::make_unique<State>()) {
    state_->keys = keys;
    state_->ports = std::move(ports);
    state_->ports.insert(kRdp);
}
Surveyor::~Surveyor() = default;
Surveyor::Surveyor(Surveyor&&) noexcept = default;
Surveyor& Surveyor::operator=(Surveyor&&) noexcept = default;

void Surveyor::take(const Frame& frame) {
    const Seen when{frame.at, frame.number};
    auto& survey = state_->survey;
    if (!survey.first) survey.first = when;
    if (frame.at >= survey.last.at) survey.last = when;
    const auto payload = payload_of(frame.link_type, frame.bytes);
    if (payload.what == Carried::unknown_link) ++survey.unknown_links[frame.link_type];
    if (payload.what == Carried::ip) state_->take_ip(frame, payload.bytes, when);
}

void Surveyor::State::take_ip(const Frame& frame, wire::BytesView packet, Seen when) {
    const auto ip = path::read_ip_packet(packet);
    if (!ip) ++survey.not_understood;
    if (!ip || !*ip) return;
    if (!(*ip)->fragment) return take_whole(**ip, frame, when);
    if (const auto whole = fragments.add(**ip, packet, frame.at)) take_whole(*whole, frame, when);
}

void Surveyor::State::take_whole(const path::Ip& ip, const Frame& frame, Seen when) {
    switch (ip.protocol) {
        case path::ip_protocol::tcp: {
            const auto segment = path::read_segment(ip);
            if (!segment)
                ++survey.not_understood;
            else
                take_segment(*segment, ip, frame, when);
            return;
        }
        case path::ip_protocol::udp: return take_datagram(ip, when);
        case path::ip_protocol::icmp:
        case path::ip_protocol::icmpv6: return take_icmp(ip, when);
        default: return;
    }
}

TalkFollower* Surveyor::State::talk_of(const Segment& segment, std::uint32_t interface) {
    const auto pair = pair_of(segment);
    const bool opens = segment.has(tcp_flag::syn) && !segment.has(tcp_flag::ack);
    if (const auto known = open.find(pair); known != open.end()) {
        auto& entry = known->second;
        if (!opens || entry.initial_sequence == segment.sequence) return entry.talk.get();
        put_down(entry);  // a new connection from ports that were used before
        entry.talk = std::make_unique<TalkFollower>(segment.source, segment.destination, interface, keys);
        entry.initial_sequence = segment.sequence;
        return entry.talk.get();
    }
    if (!segment.has(tcp_flag::syn) && segment.payload.empty()) return nullptr;
    if (open.size() + over.size() >= kMostTalks) {
        ++survey.not_followed;
        return nullptr;
    }
    if (open.size() >= next_sweep) sweep(survey.last.at);
    const bool client = is_of_client(segment, ports);
    auto& entry = open[pair];
    entry.talk =
        std::make_unique<TalkFollower>(client ? segment.source : segment.destination,
                                       client ? segment.destination : segment.source, interface, keys);
    if (opens) entry.initial_sequence = segment.sequence;
    return entry.talk.get();
}

// What is no RDP is counted, and followed no more as soon as that can be told.
bool Surveyor::State::is_wanted(const Talk& talk) const {
    if (ports.contains(talk.server.at.port)) return true;
    return talk.speech == Speech::none || talk.speech == Speech::rdp || talk.speech == Speech::gateway;
}

void Surveyor::State::put_down(Entry& entry) {
    if (entry.talk) over.push_back(entry.talk->finish());
    entry.talk.reset();
}

// What has ended holds nothing that waits for more packets.
void Surveyor::State::sweep(nanoseconds now) {
    for (auto it = open.begin(); it != open.end();) {
        auto& talk = it->second.talk;
        if (talk && talk->is_over(now)) {
            put_down(it->second);
            it = open.erase(it);
        } else {
            ++it;
        }
    }
    next_sweep = std::max(kFewTalks, 2 * open.size());
}

void Surveyor::State::take_segment(const Segment& segment, const path::Ip& ip, const Frame& frame,
                                   Seen when) {
    auto* talk = talk_of(segment, frame.interface);
    if (!talk) return;
    const bool cut = frame.wire_length > frame.bytes.size();
    talk->take(segment, ip.hops, cut, frame.interface, when);
    if (segment.payload.empty() || is_wanted(talk->so_far())) return;
    ++survey.others;
    open[pair_of(segment)].talk.reset();
}

void Surveyor::State::take_datagram(const path::Ip& ip, Seen when) {
    constexpr std::size_t kUdpHeader = 8;
    if (ip.payload.size() < kUdpHeader) return;
    const Endpoint source{ip.source, path::u16(ip.payload, 0)};
    const Endpoint destination{ip.destination, path::u16(ip.payload, 2)};
    const auto message = ip.payload.subspan(kUdpHeader);
    if (source.port == kDns || destination.port == kDns) {
        if (const auto dns = read_dns(message)) names.take(ip.source, ip.destination, *dns, when);
        return;
    }
    constexpr std::size_t kMostUdp = 1024;
    auto& all = survey.datagrams;
    const auto answered = std::ranges::find_if(
        all, [&](const UdpTalk& talk) { return talk.server == source && talk.client == destination; });
    if (answered != all.end() && !answered->answer) answered->answer = when;
    if (!ports.contains(destination.port)) return;
    wire::Reader in(message);
    const auto syn = wire::UdpSyn::read(in);
    if (!syn || (syn->flags & wire::UdpSyn::kSyn) == 0 || syn->source_ack != 0xffffffff) return;
    const auto known = std::ranges::find_if(
        all, [&](const UdpTalk& talk) { return talk.client == source && talk.server == destination; });
    if (known != all.end()) {
        ++known->syns;
        known->last_syn = when;
    } else if (all.size() < kMostUdp) {
        all.push_back(
            {.client = source, .server = destination, .syns = 1, .first_syn = when, .last_syn = when});
    }
}

void Surveyor::State::take_icmp(const path::Ip& ip, Seen when) {
    const auto error = path::read_icmp_error(ip);
    if (!error || ip.payload.size() < 2) return;
    const Segment quoted{.source = error->source, .destination = error->destination};
    const auto known = open.find(pair_of(quoted));
    if (known == open.end() || !known->second.talk) return;
    known->second.talk->take(
        {.when = when, .from = ip.source, .kind = error->kind, .code = ip.payload[1], .mtu = error->mtu});
}

// A conversation without a word may have been meant as RDP: if it goes where RDP was spoken, or if nothing
// else in the capture is RDP.
Survey Surveyor::finish() {
    constexpr std::size_t kMostSilent = 64;
    auto& state = *state_;
    for (auto& [pair, entry] : state.open) state.put_down(entry);
    auto talks = std::move(state.over);
    std::ranges::sort(talks, {}, [](const Talk& talk) {
        return std::min(talk.client.first ? talk.client.first.frame : ~std::uint64_t{0},
                        talk.server.first ? talk.server.first.frame : ~std::uint64_t{0});
    });
    std::set<Endpoint> servers;
    for (const auto& talk : talks)
        if (talk.speech != Speech::none || state.ports.contains(talk.server.at.port))
            servers.insert(talk.server.at);
    const bool nothing_else = servers.empty();
    std::size_t silent = 0;
    for (auto& talk : talks) {
        const bool meant = servers.contains(talk.server.at) || (nothing_else && silent++ < kMostSilent);
        if (meant)
            state.survey.talks.push_back(std::move(talk));
        else
            ++state.survey.others;
    }
    state.survey.names = state.names.finish();
    state.survey.fragments = state.fragments.left_over();
    auto out = std::move(state.survey);
    *state_ = State{};
    return out;
}

}  // namespace badrdp::capture
