#include "capture/redact/redact.h"

#include <deque>

#include "capture/read/link_layer.h"
#include "capture/reassembly.h"

namespace badrdp::capture::redaction {
namespace {

std::optional<path::Segment> segment_of(const Frame& frame) {
    const auto payload = payload_of(frame.link_type, frame.bytes);
    if (payload.what != Carried::ip) return std::nullopt;
    const auto ip = path::read_ip_packet(payload.bytes);
    if (!ip || !*ip || (*ip)->fragment || (*ip)->protocol != path::ip_protocol::tcp) return std::nullopt;
    const auto segment = path::read_segment(**ip);
    return segment ? std::optional(*segment) : std::nullopt;
}

// One direction of a connection: what of its bytes may stay, and where they lie.
struct Direction {
    Direction(Pseudonyms& names, Blind& blind, bool keep_encrypted) : content(names, blind, keep_encrypted) {}

    Stream stream{};
    StreamRedactor content;
    std::optional<std::uint32_t> first{};  // sequence number of the byte at offset 0
    std::uint64_t latest = 0;              // offset of the latest segment that was written anew

    void learn(const path::Segment& segment) {
        const bool syn = segment.has(path::tcp_flag::syn);
        if (syn) stream.start(segment.sequence);
        const auto sequence = segment.sequence + (syn ? 1 : 0);
        if (!first && (syn || !segment.payload.empty())) first = sequence;
        const auto delivery = stream.add(sequence, segment.payload);
        if (delivery.gap > 0 || !delivery.bytes.empty()) content.feed(delivery.gap, delivery.bytes);
    }

    void finish() {
        for (auto rest = stream.give_up(); rest.gap > 0; rest = stream.give_up())
            content.feed(rest.gap, rest.bytes);
        content.finish();
    }

    // What lies before the first byte is of no stream, and stays overwritten.
    void fill(const path::Segment& segment, MutableBytes payload) {
        if (!first) return;
        const auto sequence = segment.sequence + (segment.has(path::tcp_flag::syn) ? 1 : 0);
        const auto ahead = static_cast<std::int32_t>(sequence - *first - static_cast<std::uint32_t>(latest));
        const auto offset = static_cast<std::int64_t>(latest) + ahead;
        const auto before = static_cast<std::size_t>(std::max<std::int64_t>(0, -offset));
        if (before >= payload.size()) return;
        latest = static_cast<std::uint64_t>(offset) + before;
        content.kept().lay_over(latest, payload.subspan(before));
    }
};

}  // namespace

std::optional<std::size_t> Flows::of(const path::Segment& segment) {
    const Key key{segment.source, segment.destination};
    auto known = open_.find(key);
    if (known == open_.end()) {
        if (open_.size() >= kMost) return std::nullopt;
        known = open_.emplace(key, Flow{.number = count_++, .syn = {}}).first;
        if (segment.has(path::tcp_flag::syn)) known->second.syn = segment.sequence;
    } else if (segment.has(path::tcp_flag::syn) && known->second.syn != segment.sequence) {
        if (count_ >= 2 * kMost) return std::nullopt;  // the same ports again and again
        known->second = {.number = count_++, .syn = segment.sequence};
    }
    return known->second.number;
}

std::optional<std::size_t> Flows::back(const path::Segment& segment) const {
    const auto known = open_.find({segment.destination, segment.source});
    return known == open_.end() ? std::nullopt : std::optional(known->second.number);
}

struct Redactor::State {
    State(Chance chance, bool keep)
        : names(std::move(chance)), keep_keys(keep), frames(names, [this](const auto& segment, auto payload) {
              if (const auto flow = again.of(segment); flow && *flow < directions.size())
                  directions[*flow].fill(segment, payload);
          }) {}

    Pseudonyms names;
    bool keep_keys;
    Blind blind;
    Flows flows, again;
    std::deque<Direction> directions;
    bool learned = false;
    FrameRedactor frames;
};

Redactor::Redactor(Chance chance, bool keep_keys)
    : state_(std::make_unique<State>(std::move(chance), keep_keys)) {}
Redactor::~Redactor() = default;
Redactor::Redactor(Redactor&&) noexcept = default;
Redactor& Redactor::operator=(Redactor&&) noexcept = default;

void Redactor::learn(const Frame& frame) {
    const auto segment = segment_of(frame);
    if (!segment) return;
    auto& state = *state_;
    const auto flow = state.flows.of(*segment);
    if (!flow) return;
    while (state.directions.size() <= *flow)
        state.directions.emplace_back(state.names, state.blind, state.keep_keys);
    auto& direction = state.directions[*flow];
    if (const auto back = state.flows.back(*segment); back && *back < state.directions.size()) {
        const auto& other = state.directions[*back].content;
        if (other.chose_tls13()) direction.content.other_chose_tls13();
        if (other.said_application_data()) direction.content.other_is_done();
    }
    direction.learn(*segment);
}

wire::Bytes Redactor::redact(const Frame& frame) {
    auto& state = *state_;
    if (!std::exchange(state.learned, true))
        for (auto& direction : state.directions) direction.finish();
    return state.frames.redact(frame);
}

const Pseudonyms& Redactor::names() const { return state_->names; }
const BlindFrames& Redactor::blind_frames() const { return state_->frames.blind(); }
const Blind& Redactor::blind() const { return state_->blind; }

}  // namespace badrdp::capture::redaction
