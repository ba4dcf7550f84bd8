#include "sim/wire/framer.h"

#include <algorithm>

#include "sim/wire/tpkt.h"

namespace badrdp::wire {

void Framer::feed(BytesView chunk) {
    if (!unparsed_.add(chunk) && !malformed_)
        malformed_ = Malformed{"tpkt.length", "64 KiB were sent and nobody asked", 0};
}

std::optional<Bytes> Framer::next() {
    const auto waiting = unparsed_.view();
    if (malformed_ || waiting.empty()) return std::nullopt;
    // Of a short header only the version can be judged, and it is: a foreign banner may be short.
    if (waiting.size() < Tpkt::kSize && waiting.front() == Tpkt{}.version) return std::nullopt;

    Reader in(waiting.first(std::min(waiting.size(), Tpkt::kSize)));
    const auto tpkt = Tpkt::read(in);
    if (!tpkt) malformed_ = tpkt.error();
    if (malformed_ || waiting.size() < tpkt->length) return std::nullopt;
    return unparsed_.take(tpkt->length);
}

}  // namespace badrdp::wire
