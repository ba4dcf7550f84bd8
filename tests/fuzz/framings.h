// The framer as a cutter of streams, once for everything that may come next; and with what may come next
// changing from packet to packet, as it does in a conversation.
#pragma once

#include <array>

#include "sim/wire/x224/framer.h"
#include "tests/fuzz/oracle.h"

namespace badrdp::fuzz {

template <wire::Framing... framings>
class In {
public:
    void feed(BytesView chunk) { framer_.feed(chunk); }
    auto next() {
        constexpr std::array turns{framings...};
        auto packet = framer_.next(turns[given_ % turns.size()]);
        given_ += packet ? 1 : 0;
        return packet;
    }
    const auto& malformed() const { return framer_.malformed(); }
    std::size_t buffered() const { return framer_.buffered(); }

private:
    wire::Framer framer_;
    std::size_t given_ = 0;
};

// `OfTpkt` is the framer, or one with a bug, for TPKT and nothing else.
template <class OfTpkt>
Complaint about_every_framing(BytesView input) {
    using enum wire::Framing;
    const auto about = [&]<class Cutter>(std::type_identity<Cutter>) {
        if (auto complaint = about_cutter<Cutter>(input)) return complaint;
        return input.size() >= 1024 ? about_flood<Cutter>(input) : Complaint{};
    };
    if (auto complaint = about(std::type_identity<OfTpkt>{})) return complaint;
    if (auto complaint = about(std::type_identity<In<tpkt_or_fast>>{})) return complaint;
    if (auto complaint = about(std::type_identity<In<ts_request>>{})) return complaint;
    if (auto complaint = about(std::type_identity<In<early_user_auth>>{})) return complaint;
    if (auto complaint = about(std::type_identity<In<rdstls>>{})) return complaint;
    if (auto complaint = about(std::type_identity<In<rdsaad>>{})) return complaint;
    if (auto complaint = about(std::type_identity<In<preconnection, tpkt>>{})) return complaint;
    return about(std::type_identity<In<tpkt, ts_request, early_user_auth, tpkt, tpkt_or_fast>>{});
}

}  // namespace badrdp::fuzz
