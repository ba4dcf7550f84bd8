#include "sim/wire/framer.h"

#include <algorithm>
#include <utility>

#include "sim/wire/tpkt.h"

namespace badrdp::wire {

void Framer::feed(BytesView chunk) {
    if (chunk.empty()) return;
    if (buffered() >= kMaxUnparsed) {
        if (!malformed_) malformed_ = Malformed{"tpkt.length", "64 KiB were sent and nobody asked", 0};
        return;
    }
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(start_));
    start_ = 0;
    bytes_.insert(bytes_.end(), chunk.begin(), chunk.end());
}

std::optional<Bytes> Framer::next() {
    if (malformed_ || buffered() == 0) return std::nullopt;
    const auto waiting = unparsed();
    if (waiting.size() < Tpkt::kSize && waiting.front() == Tpkt{}.version) return std::nullopt;

    Reader in(waiting.first(std::min(waiting.size(), Tpkt::kSize)));
    const auto tpkt = Tpkt::read(in);
    if (!tpkt) {
        malformed_ = tpkt.error();
        return std::nullopt;
    }
    if (waiting.size() < tpkt->length) return std::nullopt;
    const auto packet = waiting.first(tpkt->length);
    start_ += packet.size();
    return Bytes(packet.begin(), packet.end());
}

Bytes Framer::take_rest() {
    const auto rest = unparsed();
    Bytes taken(rest.begin(), rest.end());
    bytes_.clear();
    start_ = 0;
    return taken;
}

}  // namespace badrdp::wire
