// Cuts a byte stream into whole packets, however the network has split it, and gives back what is left:
// after the Connection Confirm the same stream goes on as TLS.
#pragma once

#include <optional>

#include "sim/wire/io/backlog.h"

namespace badrdp::wire {

// What may come next, as far as the conversation has got.
enum class Framing : std::uint8_t {
    tpkt,             // TPKT and nothing else [RFC 1006 6]
    tpkt_or_fast,     // or a fast-path PDU, told apart by its first byte [MS-RDPBCGR 2.2.8.1.2]
    ts_request,       // a DER SEQUENCE [MS-CSSP 2.2.1]; TPKT too, from an end that skips CredSSP
    early_user_auth,  // four bytes [MS-RDPBCGR 2.2.10.2]
    rdstls,           // [MS-RDPBCGR 2.2.17]; TPKT too, from an end that skips it
    rdsaad,           // [MS-RDPBCGR 2.2.18]; TPKT too, likewise
    preconnection,    // [MS-RDPEPS 2.2.1]; TPKT too, likewise
};

class Framer {
public:
    static constexpr std::size_t kMaxUnparsed = Backlog::kMax;

    // Takes the chunk whole, or, when 64 KiB are already waiting, not at all: then the stream is malformed.
    // Whoever asks for packets after each chunk never gets there, since no packet is that long.
    void feed(BytesView chunk);

    // The next whole packet, its header included. Nothing: more bytes are needed, or the stream is malformed.
    std::optional<Bytes> next(Framing framing = Framing::tpkt);

    // Sticky: once the stream has lost its place there is no next packet. Offsets count from the packet.
    const std::optional<Malformed>& malformed() const { return malformed_; }

    // What no packet has claimed, malformed or not; it is then no longer here.
    Bytes take_rest() { return unparsed_.take(unparsed_.size()); }

    // What no packet has claimed yet; good until the next call.
    BytesView waiting() const { return unparsed_.view(); }

    std::size_t buffered() const { return unparsed_.size(); }

private:
    Backlog unparsed_;
    std::optional<Malformed> malformed_;
};

}  // namespace badrdp::wire
