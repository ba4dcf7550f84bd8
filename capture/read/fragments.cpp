#include "capture/read/fragments.h"

#include <algorithm>

namespace badrdp::capture {
namespace {

using wire::BytesView;

constexpr std::uint16_t kMore4 = 0x2000;     // of IPv4's flags and offset
constexpr std::uint16_t kOffset4 = 0x1fff;   // in units of 8 bytes
constexpr std::size_t kFragmentHeader6 = 8;  // next header, reserved, offset and flag, identification

}  // namespace

// Nothing: it is cut, or contradicts itself.
std::optional<Fragments::Piece> Fragments::piece_of(const path::Ip& ip, BytesView packet) {
    if (packet.size() < ip.length || packet.empty()) return std::nullopt;
    Piece out;
    if (packet[0] >> 4 == 4) {
        const auto word = path::u16(packet, 6);
        out = {.id = path::u16(packet, 4),
               .protocol = ip.protocol,
               .offset = 8u * (word & kOffset4),
               .last = (word & kMore4) == 0,
               .bytes = ip.payload};
    } else {
        if (ip.payload.size() < kFragmentHeader6) return std::nullopt;
        const auto word = path::u16(ip.payload, 2);
        out = {.id = path::u32(ip.payload, 4),
               .protocol = ip.payload[0],
               .offset = word & 0xfff8u,
               .last = (word & 1) == 0,
               .bytes = ip.payload.subspan(kFragmentHeader6)};
    }
    const bool odd = !out.last && (out.bytes.empty() || out.bytes.size() % 8 != 0);
    if (odd || out.offset + out.bytes.size() > kLongest) return std::nullopt;
    return out;
}

// Old ones make room: an identification is used again some day.
Fragments::Waiting& Fragments::waiting_for(const path::Ip& ip, const Piece& piece,
                                           std::chrono::nanoseconds at) {
    std::erase_if(waiting_, [&](const Waiting& one) { return at - one.since > kPatience; });
    const auto known = std::ranges::find_if(waiting_, [&](const Waiting& one) {
        return one.id == piece.id && one.protocol == piece.protocol && one.source == ip.source &&
               one.destination == ip.destination;
    });
    if (known != waiting_.end()) return *known;
    if (waiting_.size() == kMostWaiting) waiting_.erase(waiting_.begin());
    waiting_.push_back({.source = ip.source,
                        .destination = ip.destination,
                        .id = piece.id,
                        .protocol = piece.protocol,
                        .since = at,
                        .length = {},
                        .pieces = {}});
    return waiting_.back();
}

// A capture may hold a frame twice: the same piece again is nothing new.
void Fragments::put(Waiting& to, const Piece& piece) {
    const auto end = piece.offset + piece.bytes.size();
    if (piece.last) {
        const bool beyond = !to.pieces.empty() && to.pieces.rbegin()->first >= end;
        to.broken |= beyond || (to.length && *to.length != end);
        to.length = end;
    }
    const auto next = to.pieces.lower_bound(piece.offset);
    if (next != to.pieces.end() && next->first == piece.offset &&
        std::ranges::equal(next->second, piece.bytes))
        return;
    to.broken |= next != to.pieces.end() && next->first < end;
    to.broken |=
        next != to.pieces.begin() && std::prev(next)->first + std::prev(next)->second.size() > piece.offset;
    to.broken |= to.pieces.size() == kMostPieces || (to.length && end > *to.length);
    if (to.broken) return to.pieces.clear();
    to.pieces.emplace(piece.offset, wire::Bytes(piece.bytes.begin(), piece.bytes.end()));
    to.have += piece.bytes.size();
}

std::optional<path::Ip> Fragments::add(const path::Ip& ip, BytesView packet, std::chrono::nanoseconds at) {
    ++left_over_;
    const auto piece = piece_of(ip, packet);
    if (!piece) return std::nullopt;
    auto& found = waiting_for(ip, *piece, at);
    if (!found.broken) put(found, *piece);
    if (found.broken || found.have != found.length) return std::nullopt;
    joined_.clear();
    for (const auto& [offset, bytes] : found.pieces)
        joined_.insert(joined_.end(), bytes.begin(), bytes.end());
    left_over_ -= std::min<std::uint64_t>(left_over_, found.pieces.size());
    std::erase_if(waiting_, [&](const Waiting& one) { return &one == &found; });
    return path::Ip{.source = ip.source,
                    .destination = ip.destination,
                    .protocol = piece->protocol,
                    .hops = ip.hops,
                    .length = ip.length - ip.payload.size() + joined_.size(),
                    .payload = joined_};
}

}  // namespace badrdp::capture
