#include "capture/survey/survey.h"

#include <algorithm>

#include "capture/read/fragments.h"
#include "capture/read/link_layer.h"
#include "capture/survey/gathered.h"
#include "capture/survey/talk_table.h"
#include "capture/survey/tickets.h"
#include "sim/path/ip.h"
#include "sim/wire/datagram/udp_syn.h"

namespace badrdp::capture {
namespace {

using path::Endpoint;

constexpr std::uint16_t kRdp = 3389;
constexpr std::uint16_t kDns = 53;

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
    // So many are followed before any that was closed long ago is let go.
    static constexpr std::size_t kFewTalks = 512;

    State(std::set<std::uint16_t> rdp, const KeyLog* log, Take to)
        : ports(std::move(rdp)), keys(log), take(std::move(to)) {}

    std::set<std::uint16_t> ports;
    const KeyLog* keys;
    Take take;
    Survey survey;
    NameBook names;
    Fragments fragments;
    TalkTable table;
    Gathered gathered{ports, survey, [this](Talk&& talk) {
                          take ? take(std::move(talk), survey) : survey.talks.push_back(std::move(talk));
                      }};

    void take_ip(const Frame& frame, wire::BytesView packet, Seen when);
    void take_whole(const path::Ip& ip, const Frame& frame, Seen when);
    void take_segment(const Segment& segment, const path::Ip& ip, const Frame& frame, Seen when);
    void take_datagram(const path::Ip& ip, Seen when);
    void take_icmp(const path::Ip& ip, Seen when);
    TalkTable::Entry* entry_of(const Segment& segment, std::uint32_t interface);
    bool is_ours(const Endpoint& end) const { return ports.contains(end.port); }
    bool is_wanted(const Talk& talk) const;
    void put_down(TalkTable::Entry& entry, bool early = false);
    void make_room();
};

Surveyor::Surveyor(std::set<std::uint16_t> ports, const KeyLog* keys, Take take) {
    ports.insert(kRdp);
    state_ = std::make_unique<State>(std::move(ports), keys, std::move(take));
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

// Null: of no conversation that is followed.
TalkTable::Entry* Surveyor::State::entry_of(const Segment& segment, std::uint32_t interface) {
    const auto pair = pair_of(segment);
    const bool opens = segment.has(tcp_flag::syn) && !segment.has(tcp_flag::ack);
    auto* known = table.find(pair);
    if (known && (!opens || known->initial_sequence == segment.sequence))
        return known->talk ? known : nullptr;
    if (!segment.has(tcp_flag::syn) && segment.payload.empty()) return nullptr;
    if (known && known->talk) put_down(*known);  // a new connection from ports that were used before
    const bool client = is_of_client(segment, ports);
    return &table.open(pair,
                       table.make(client ? segment.source : segment.destination,
                                  client ? segment.destination : segment.source, interface, keys),
                       opens ? std::optional(segment.sequence) : std::nullopt);
}

// What is no RDP is counted, and followed no more as soon as that can be told.
bool Surveyor::State::is_wanted(const Talk& talk) const {
    if (ports.contains(talk.server.at.port)) return true;
    return talk.speech == Speech::none || talk.speech == Speech::rdp || talk.speech == Speech::gateway;
}

void Surveyor::State::put_down(TalkTable::Entry& entry, bool early) {
    const auto weight = entry.weight;
    const auto talk = table.let_go(entry);
    auto& told = talk->finish();
    if (early) told.let_go = told.last();
    gathered.add(std::move(told), weight);
}

// What was closed long ago waits for nothing more. Where that is not enough, others go before their time.
void Surveyor::State::make_room() {
    if (table.talks() > kFewTalks)
        for (auto* closed = table.closed_first(); closed && closed->talk->is_over(survey.last.at);
             closed = table.closed_first())
            put_down(*closed);
    while (auto* entry = table.too_much()) put_down(*entry, !entry->talk->is_closed());
}

void Surveyor::State::take_segment(const Segment& segment, const path::Ip& ip, const Frame& frame,
                                   Seen when) {
    const bool kerberos = segment.source.port == kKdcPort || segment.destination.port == kKdcPort;
    if (kerberos && !is_ours(segment.source) && !is_ours(segment.destination))
        return survey.tickets.take_segment(segment, when);
    auto* entry = entry_of(segment, frame.interface);
    if (!entry) return;
    const bool cut = frame.wire_length > frame.bytes.size();
    entry->talk->take(segment, ip.hops, cut, frame.interface, when);
    if (!segment.payload.empty() && !is_wanted(entry->talk->so_far())) {
        ++survey.others;
        table.let_go(*entry);
        return;
    }
    const bool bare = segment.payload.empty() && !segment.has(tcp_flag::syn) && !segment.has(tcp_flag::fin) &&
                      !segment.has(tcp_flag::rst);
    table.heard(*entry, bare);
    make_room();
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
    if (source.port == kKdcPort || destination.port == kKdcPort)
        return survey.tickets.take_datagram(source, destination, when);
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
    survey.tickets.take_error(error->source, error->destination, when);
    if (error->protocol != path::ip_protocol::tcp) return;
    const Segment quoted{.source = error->source, .destination = error->destination};
    auto* known = table.find(pair_of(quoted));
    if (!known || !known->talk) return;
    known->talk->take(
        {.when = when, .from = ip.source, .kind = error->kind, .code = ip.payload[1], .mtu = error->mtu});
}

Survey Surveyor::finish() {
    auto& state = *state_;
    while (auto* entry = state.table.any()) state.put_down(*entry);
    state.gathered.finish();
    std::ranges::sort(state.survey.talks, {}, first_frame);
    state.survey.names = state.names.finish();
    state.survey.fragments = state.fragments.left_over();
    auto out = std::move(state.survey);
    state_.reset();
    return out;
}

}  // namespace badrdp::capture
