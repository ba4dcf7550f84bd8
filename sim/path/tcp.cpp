#include "sim/path/tcp.h"

#include <utility>

namespace badrdp::path {

using wire::BytesView;

namespace {

// Linux' own limit for acknowledgements of what is out of the window (net.ipv4.tcp_invalid_ratelimit).
constexpr Time kBetweenChallenges = std::chrono::milliseconds(500);
constexpr auto kDelayedAck = std::chrono::milliseconds(40);  // TCP_DELACK_MIN of Linux

// Whoever says no MSS takes this one [RFC 9293 3.7.1 MUST-15].
constexpr std::uint16_t kDefaultMss = 536;

std::size_t headers(const Endpoint& end) { return (is_ipv4(end.address) ? 20 : 40) + 20; }

std::size_t mss_for(const Endpoint& end, std::size_t mtu) {
    return std::max(kSmallestMss, mtu - std::min(mtu, headers(end)));
}

// How far `to` lies behind `from` in the sequence space, which goes round [RFC 9293 3.4].
std::int32_t distance(std::uint32_t from, std::uint32_t to) { return static_cast<std::int32_t>(to - from); }

}  // namespace

Tcp::Tcp(Endpoint self, Endpoint peer, TcpSettings settings, Time now)
    : self_(self),
      peer_(peer),
      settings_(settings),
      mss_(mss_for(self, settings.mtu)),
      window_(mss_),
      active_(true) {
    say_syn(now);
}

Tcp::Tcp(const Segment& syn, TcpSettings settings, Time now)
    : self_(syn.destination),
      peer_(syn.source),
      settings_(settings),
      mss_(std::min<std::size_t>(mss_for(self_, settings.mtu),
                                 std::max<std::size_t>(syn.mss.value_or(kDefaultMss), kSmallestMss))),
      peer_first_(syn.sequence),
      peer_window_(syn.window),
      window_(mss_),
      active_(false),
      heard_syn_(true) {
    say_syn(now);
}

std::uint32_t Tcp::expected() const {
    return peer_first_ + 1 + static_cast<std::uint32_t>(in_.next()) + (peer_fin_ ? 1 : 0);
}

std::uint32_t Tcp::sequence_of(std::uint64_t offset) const {
    return settings_.first_sequence + 1 + static_cast<std::uint32_t>(offset);
}

void Tcp::say_syn(Time now) {
    say(settings_.first_sequence, active_ ? tcp_flag::syn : tcp_flag::syn | tcp_flag::ack);
    timer_ = now + timeout_.value();
}

// [RFC 9293 3.10.7.3]
void Tcp::receive_in_syn_sent(const Segment& segment, Time now) {
    const bool acks = segment.has(tcp_flag::ack);
    if (acks && segment.acknowledgement != sequence_of(0)) {
        if (!segment.has(tcp_flag::rst)) say(segment.acknowledgement, tcp_flag::rst);
        return;
    }
    if (segment.has(tcp_flag::rst)) {
        if (acks) die(Trouble::refused);
        return;
    }
    if (!segment.has(tcp_flag::syn) || !acks) return;  // nobody opens towards a client
    heard_syn_ = true;
    peer_first_ = segment.sequence;
    mss_ =
        std::min<std::size_t>(mss_, std::max<std::size_t>(segment.mss.value_or(kDefaultMss), kSmallestMss));
    window_ = CongestionWindow(mss_);
    peer_window_ = segment.window;
    opened(now);
    ack_due_ = true;
    transmit(now);
}

void Tcp::opened(Time now) {
    established_ = true;
    if (tries_ == 0)
        timeout_.measured(now - (*timer_ - timeout_.value()));
    else
        timeout_.lost_syn();
    timer_.reset();
    tries_ = 0;
}

void Tcp::receive(const Segment& segment, Time now) {
    if (dead_) {  // [3.10.7.1]; a connection that was reset knows its peer no more
        if (!segment.has(tcp_flag::rst)) say(segment.acknowledgement, tcp_flag::rst);
        return;
    }
    if (!heard_syn_) return receive_in_syn_sent(segment, now);
    if (!acceptable(segment)) {
        const bool bare = segment.payload.empty() && !segment.has(tcp_flag::fin);
        if (segment.has(tcp_flag::rst)) return;
        if (bare) return challenge(now);
        ack_due_ = true;
        return;
    }
    if (segment.has(tcp_flag::rst)) {
        if (segment.sequence == expected()) return die(Trouble::reset);
        return challenge(now);  // [RFC 5961 3.2]
    }
    if (segment.has(tcp_flag::syn)) {
        // Our SYN-ACK was lost; anything else is a challenge [RFC 5961 4.2].
        if (!established_ && !active_ && segment.sequence == peer_first_)
            say(settings_.first_sequence, tcp_flag::syn | tcp_flag::ack);
        else
            challenge(now);
        return;
    }
    if (!segment.has(tcp_flag::ack)) return;
    take_ack(segment, now);
    if (established_ && !dead_) take_payload(segment, now);
    if (!dead_) transmit(now);
}

// [RFC 9293 3.10.7.4], and a SYN that is said again, which is answered.
bool Tcp::acceptable(const Segment& segment) const {
    const auto length =
        static_cast<std::int32_t>(segment.payload.size()) + (segment.has(tcp_flag::fin) ? 1 : 0);
    if (segment.has(tcp_flag::syn)) return true;
    const auto begin = distance(expected(), segment.sequence);
    if (length == 0) return begin >= 0 && begin < static_cast<std::int32_t>(Reassembler::kWindow);
    return begin + length > 0 && begin < static_cast<std::int32_t>(Reassembler::kWindow);
}

void Tcp::challenge(Time now) {
    if (last_challenge_ && now - *last_challenge_ < kBetweenChallenges) return;
    last_challenge_ = now;
    ack_due_ = true;
}

void Tcp::take_payload(const Segment& segment, Time now) {
    const auto length = segment.payload.size();
    if (length == 0 && !segment.has(tcp_flag::fin)) return;
    if (orphan_ && length > 0) {  // nobody reads it: Linux resets, as RFC 9293 3.6.1 wants
        say(sequence_of(highest_), tcp_flag::rst | tcp_flag::ack);
        return die(Trouble::none);
    }
    const auto behind = distance(peer_first_ + 1 + static_cast<std::uint32_t>(in_.next()), segment.sequence);
    const auto offset = static_cast<std::int64_t>(in_.next()) + behind;
    if (offset < 0) return;
    const auto at = static_cast<std::uint64_t>(offset);
    const bool late = in_.has_gap() || at > in_.next();
    if (length > 0) in_.add(at, segment.payload);
    if (segment.has(tcp_flag::fin)) peer_fin_at_ = at + length;
    if (peer_fin_at_ && in_.next() >= *peer_fin_at_) peer_fin_ = true;
    // Each one that finds or leaves a gap is acknowledged by itself, so that the sender can count [RFC
    // 5681 4.2].
    if (late) return say(sequence_of(highest_), tcp_flag::ack);
    // An answer may carry the acknowledgement, if it comes soon; every second segment has one of its own [RFC
    // 9293 3.8.6.3].
    unacked_in_ += length;
    ack_due_ = segment.has(tcp_flag::fin) || behind < 0 || unacked_in_ >= 2 * mss_;
    if (!ack_due_ && !ack_at_) ack_at_ = now + kDelayedAck;
}

void Tcp::write(BytesView bytes, Time now) {
    if (dead_ || fin_wanted_) return;
    out_.insert(out_.end(), bytes.begin(), bytes.end());
    transmit(now);
}

void Tcp::shut(Time now) {
    if (dead_ || std::exchange(fin_wanted_, true)) return;
    if (!established_) return die(Trouble::none);  // whoever gives up a SYN just forgets it [RFC 9293 3.10.4]
    transmit(now);
}

void Tcp::close(Time now) {
    shut(now);
    orphan_ = true;
}

void Tcp::abort(Time) {
    if (dead_) return;
    if (established_) say(sequence_of(highest_), tcp_flag::rst | tcp_flag::ack);
    die(Trouble::none);
}

void Tcp::die(Trouble trouble) {
    dead_ = true;
    trouble_ = trouble;
    timer_.reset();
    ack_due_ = false;
    ack_at_.reset();
    out_.clear();
}

void Tcp::receive(const IcmpError& word, Time now) {
    // Only what speaks of a segment that is on the way is believed [RFC 5927 4.1].
    const auto at = distance(settings_.first_sequence, word.sequence);
    if (dead_ || at < 0 || static_cast<std::uint64_t>(at) > highest_ + 2) return;
    if (word.kind == IcmpError::Kind::too_big) return learn_mtu(word.mtu, now);
    // Later it may be but a passing trouble [RFC 1122 4.2.3.9]; Linux gives up on it while it connects.
    if (established_ || !active_) return;
    die(word.kind == IcmpError::Kind::port_unreachable ? Trouble::refused : Trouble::unreachable);
}

}  // namespace badrdp::path
