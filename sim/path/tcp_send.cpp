// How a TCP end sends: windows, retransmission, and what a router tells it of the path.
#include "sim/path/tcp.h"

#include <algorithm>
#include <utility>

namespace badrdp::path {

using wire::Bytes;
using wire::BytesView;

void Tcp::say(std::uint32_t sequence, std::uint8_t flags, BytesView payload) {
    Segment segment{
        .source = self_, .destination = peer_, .sequence = sequence, .flags = flags, .payload = payload};
    if ((flags & tcp_flag::ack) != 0) {
        segment.acknowledgement = expected();
        ack_due_ = false;
        ack_at_.reset();
        unacked_in_ = 0;
    }
    if ((flags & tcp_flag::syn) != 0)
        segment.mss = static_cast<std::uint16_t>(settings_.mtu - (is_ipv4(self_.address) ? 40 : 60));
    if ((flags & tcp_flag::rst) != 0) segment.window = 0;
    frames_.push_back(to_frame(segment));
}

std::vector<Bytes> Tcp::take_frames() {
    if (ack_due_) say(sequence_of(highest_), tcp_flag::ack);
    return std::exchange(frames_, {});
}

// One segment from `offset` on; FIN rides on the last.
void Tcp::send_from(std::uint64_t offset, Time now) {
    const auto begin = static_cast<std::size_t>(offset - una_);
    const auto length = std::min(mss_, out_.size() - std::min(out_.size(), begin));
    const auto first = out_.begin() + static_cast<std::ptrdiff_t>(begin);
    const Bytes payload(first, first + static_cast<std::ptrdiff_t>(length));
    const bool fin = fin_wanted_ && offset + length == end_of_stream();
    std::uint8_t flags = tcp_flag::ack;
    if (length > 0) flags |= tcp_flag::psh;
    if (fin) flags |= tcp_flag::fin;
    say(sequence_of(offset), flags, payload);
    const auto upto = offset + length + (fin ? 1 : 0);
    if (!timed_ && offset >= highest_) timed_ = Timed{upto, now};
    if (offset < highest_ && timed_ && timed_->upto > offset) timed_.reset();
    next_ = std::max(next_, upto);
    highest_ = std::max(highest_, upto);
    if (!timer_) arm(now);
}

void Tcp::transmit(Time now) {
    if (!established_ || dead_ || fin_acked_) return;
    const auto end = end_of_stream() + (fin_wanted_ ? 1 : 0);
    while (next_ < end) {
        const auto allowed = std::min(window_.size(), peer_window_);
        const auto wanted = std::min<std::uint64_t>(mss_, end - next_);
        // A segment waits until all of it may go, or silly little ones would follow [RFC 9293 3.8.6.2.1].
        if (in_flight() > 0 && in_flight() + wanted > allowed) return;
        send_from(next_, now);
    }
}

void Tcp::arm(Time now) { timer_ = now + timeout_.value(); }

std::optional<Time> Tcp::wake() const {
    return timer_ && ack_at_ ? std::min(*timer_, *ack_at_) : timer_ ? timer_ : ack_at_;
}

void Tcp::tick(Time now) {
    if (ack_at_ && now >= *ack_at_) {
        ack_at_.reset();
        ack_due_ = true;
    }
    if (timer_ && now >= *timer_) timed_out(now);
}

// [RFC 6298 5.4 to 5.7]
void Tcp::timed_out(Time now) {
    const auto most = established_ ? settings_.retries
                      : active_    ? settings_.syn_retries
                                   : settings_.syn_ack_retries;
    if (tries_ == most) return die(Trouble::timed_out);
    ++tries_;
    timeout_.back_off();
    if (!established_) return say_syn(now);
    window_.timed_out(in_flight(), mss_);
    recovering_to_.reset();
    duplicates_ = 0;
    timed_.reset();
    // Everything behind what was acknowledged may be lost, and goes again in slow start.
    next_ = una_;
    timer_.reset();
    send_from(una_, now);
}

void Tcp::take_ack(const Segment& segment, Time now) {
    const auto ahead = static_cast<std::int32_t>(segment.acknowledgement - sequence_of(una_));
    if (ahead < 0) return;  // an old one
    const auto acked = una_ + static_cast<std::uint64_t>(ahead);
    if (acked > highest_) {  // of what was never sent [RFC 5961 5.2]
        ack_due_ = true;
        return;
    }
    if (!established_) opened(now);  // the third segment of the handshake
    if (acked == una_) return take_duplicate(segment, now);
    peer_window_ = segment.window;
    advance(acked, now);
}

void Tcp::advance(std::uint64_t acked, Time now) {
    const auto fresh = acked - una_;
    const auto bytes = std::min<std::uint64_t>(fresh, out_.size());
    out_.erase(out_.begin(), out_.begin() + static_cast<std::ptrdiff_t>(bytes));
    fin_acked_ = fresh > bytes;
    una_ += bytes;
    next_ = std::max(next_, acked);
    tries_ = 0;
    duplicates_ = 0;
    timeout_.answered();
    if (timed_ && acked >= timed_->upto) {
        timeout_.measured(now - timed_->sent);
        timed_.reset();
    }
    timer_.reset();
    if (fin_acked_) return;
    if (recovering_to_ && acked < *recovering_to_) {  // [RFC 6582 3.2 step 3]: the next one is lost too
        window_.partly_acked(bytes, mss_);
        send_from(una_, now);
    } else if (std::exchange(recovering_to_, std::nullopt)) {
        window_.recovered();
    } else {
        window_.acked(bytes, mss_);
    }
    if (in_flight() > 0) arm(now);
}

// [RFC 5681 2]: nothing new in it but that something has arrived.
void Tcp::take_duplicate(const Segment& segment, Time now) {
    const bool duplicate = segment.payload.empty() && !segment.has(tcp_flag::fin) && in_flight() > 0 &&
                           segment.window == peer_window_;
    peer_window_ = segment.window;
    if (!duplicate) return;
    ++duplicates_;
    if (duplicates_ == 3 && !recovering_to_) {
        window_.lost_one(in_flight(), mss_);
        recovering_to_ = highest_;
        send_from(una_, now);
        arm(now);
    } else if (duplicates_ > 3) {
        window_.another_duplicate(mss_);
    }
}

// A router never widens a path, and what it says is no sign of congestion [RFC 1191 6.3, 6.5; RFC 8201 4].
void Tcp::learn_mtu(std::size_t mtu, Time now) {
    const bool v4 = is_ipv4(self_.address);
    const std::size_t smallest = v4 ? 68 : 1280;  // what every path carries [RFC 791 3.2, RFC 8200 5]
    const auto mss = std::max(std::max(mtu, smallest) - (v4 ? 40 : 60), kSmallestMss);
    if (mss >= mss_) return;
    mss_ = mss;
    if (!established_ || in_flight() == 0) return;
    next_ = una_;
    timed_.reset();
    transmit(now);
}

}  // namespace badrdp::path
