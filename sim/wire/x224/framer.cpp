#include "sim/wire/x224/framer.h"

#include <algorithm>

#include "sim/wire/rdsaad/rdsaad.h"
#include "sim/wire/rdstls/rdstls.h"
#include "sim/wire/x224/classify.h"
#include "sim/wire/x224/preconnection.h"

namespace badrdp::wire {
namespace {

// How long the packet at the front is, its header included; nothing: too few bytes to tell.
using Length = Expected<std::optional<std::size_t>>;

Length tpkt_length(BytesView waiting) {
    // Of a short header only the version can be judged, and it is: a foreign banner may be short.
    if (waiting.size() < Tpkt::kSize && waiting.front() == Tpkt{}.version) return std::nullopt;
    Reader in(waiting.first(std::min(waiting.size(), Tpkt::kSize)));
    const auto tpkt = Tpkt::read(in);
    if (!tpkt) return std::unexpected(tpkt.error());
    return tpkt->length;
}

// length1 and, if its top bit is set, length2 [MS-RDPBCGR 2.2.8.1.2]; both count from the first byte.
Length fast_path_length(BytesView waiting) {
    if (waiting.size() < 2) return std::nullopt;
    const bool wide = (waiting[1] & 0x80) != 0;
    const std::size_t header = wide ? 3 : 2;
    if (waiting.size() < header) return std::nullopt;
    const std::size_t length = wide ? std::size_t{waiting[1] & 0x7fu} << 8 | waiting[2] : waiting[1];
    if (length < header)
        return std::unexpected(Malformed{"fpHeader.length", "shorter than its own header", 1});
    return length;
}

// X.690 8.1.3: definite lengths only, as DER has it.
Length der_length(BytesView waiting) {
    if (waiting.size() < 2) return std::nullopt;
    if (waiting[1] < 0x80) return std::size_t{2} + waiting[1];
    const std::size_t octets = waiting[1] & 0x7fu;
    if (octets == 0 || octets > 2)
        return std::unexpected(Malformed{"tsRequest.length", "longer than any TSRequest", 1});
    if (waiting.size() < 2 + octets) return std::nullopt;
    std::size_t length = 0;
    for (std::size_t i = 0; i < octets; ++i) length = length << 8 | waiting[2 + i];
    if (2 + octets + length > Framer::kMaxUnparsed)
        return std::unexpected(Malformed{"tsRequest.length", "longer than any TSRequest", 1});
    return 2 + octets + length;
}

Length rdstls_size(BytesView waiting) {
    const auto length = rdstls_length(waiting);
    if (length && *length && **length > Framer::kMaxUnparsed)
        return std::unexpected(Malformed{"rdstls.PduType", "longer than any RDSTLS PDU", 2});
    return length;
}

Length length_of(BytesView waiting, Framing framing) {
    constexpr std::size_t result_size = 4;
    if (framing == Framing::early_user_auth) return result_size;
    const auto looks = classify(waiting, framing);
    if (looks == Looks::fast_path) return fast_path_length(waiting);
    if (looks == Looks::ts_request && framing == Framing::ts_request) return der_length(waiting);
    if (looks == Looks::rdstls) return rdstls_size(waiting);
    if (looks == Looks::rdsaad) return rdsaad_length(waiting);
    if (looks == Looks::preconnection) return preconnection_length(waiting);
    return tpkt_length(waiting);
}

}  // namespace

void Framer::feed(BytesView chunk) {
    if (!unparsed_.add(chunk) && !malformed_)
        malformed_ = Malformed{"tpkt.length", "64 KiB were sent and nobody asked", 0};
}

std::optional<Bytes> Framer::next(Framing framing) {
    const auto waiting = unparsed_.view();
    if (malformed_ || waiting.empty()) return std::nullopt;
    const auto length = length_of(waiting, framing);
    if (!length) {
        malformed_ = length.error();
        return std::nullopt;
    }
    if (!*length || waiting.size() < **length) return std::nullopt;
    return unparsed_.take(**length);
}

}  // namespace badrdp::wire
