#include "capture/reassembly.h"

#include <algorithm>

namespace badrdp::capture {
namespace {

constexpr std::size_t kPiece = 64;  // what a piece costs besides its bytes

// Older stacks probe an idle connection with a byte they have sent before [RFC 9293 3.8.4].
bool is_keep_alive(std::int64_t ahead, wire::BytesView payload) { return ahead == -1 && payload.size() == 1; }

}  // namespace

void Stream::start(std::uint32_t initial_sequence) {
    if (started_) return;
    started_ = true;
    first_ = initial_sequence + 1;
}

std::int64_t Stream::ahead_of_next(std::uint32_t sequence) const {
    return static_cast<std::int32_t>(sequence - first_ - static_cast<std::uint32_t>(next_));
}

Stream::Delivery Stream::add(std::uint32_t sequence, wire::BytesView payload) {
    if (payload.empty()) return {};
    if (!started_) start(sequence - 1);  // the capture began in the middle
    const auto ahead = ahead_of_next(sequence);
    if (ahead > kMaxAhead || is_keep_alive(ahead, payload)) return {};

    const auto stale = static_cast<std::size_t>(std::max<std::int64_t>(0, -ahead));
    bool again = stale > 0;
    const auto fresh = payload.subspan(std::min(stale, payload.size()));
    const auto offset = next_ + static_cast<std::uint64_t>(std::max<std::int64_t>(0, ahead));
    Delivery delivery;
    if (!fresh.empty() && waiting_.empty() && offset == next_) {  // nearly always
        next_ += fresh.size();
        bytes_ += fresh.size();
        delivery.bytes = fresh;
    } else if (!fresh.empty()) {
        again |= keep(offset, fresh);
        joined_.clear();
        join();
        delivery.bytes = joined_;
        if (weight_ > kMaxWaiting && joined_.empty()) delivery = give_up();
    }
    if (again) ++retransmissions_;
    return delivery;
}

// Keeps those bytes that no waiting piece has yet; says whether any had.
bool Stream::keep(std::uint64_t offset, wire::BytesView payload) {
    bool again = false;
    const auto end = offset + payload.size();
    auto piece = waiting_.upper_bound(offset);
    if (piece != waiting_.begin()) --piece;
    for (auto at = offset; at < end;) {
        while (piece != waiting_.end() && piece->first + piece->second.size() <= at) ++piece;
        if (piece != waiting_.end() && piece->first <= at) {
            at = piece->first + piece->second.size();
            again = true;
            continue;
        }
        const auto until = piece == waiting_.end() ? end : std::min(end, piece->first);
        const auto part = payload.subspan(at - offset, until - at);
        waiting_.emplace_hint(piece, at, wire::Bytes(part.begin(), part.end()));
        weight_ += part.size() + kPiece;
        bytes_ += part.size();
        at = until;
    }
    return again;
}

void Stream::join() {
    while (!waiting_.empty() && waiting_.begin()->first == next_) {
        const auto& piece = waiting_.begin()->second;
        joined_.insert(joined_.end(), piece.begin(), piece.end());
        next_ += piece.size();
        weight_ -= piece.size() + kPiece;
        waiting_.erase(waiting_.begin());
    }
}

void Stream::end_at(std::uint32_t sequence) {
    if (!started_) start(sequence - 1);
    const auto ahead = ahead_of_next(sequence);
    if (end_ == 0 && ahead >= 0 && ahead <= kMaxAhead) end_ = next_ + static_cast<std::uint64_t>(ahead);
}

Stream::Delivery Stream::give_up() {
    const auto resume = waiting_.empty() ? std::max(next_, end_) : waiting_.begin()->first;
    const auto gap = resume - next_;
    next_ = resume;
    joined_.clear();
    join();
    return {gap, joined_};
}

}  // namespace badrdp::capture
