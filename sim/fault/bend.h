// Applies a scenario's faults to what one peer says and hears on one connection.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "sim/fault/fault.h"
#include "sim/fault/piece.h"
#include "sim/wire/writer.h"

namespace badrdp::fault {

// Faults act in the order in which the scenario lists them. Each bite is remembered: a fault that never
// bit means that the scenario did not happen, whatever the other end did next.
class Bender {
public:
    // `connection` counts the TCP connections of the case from 1.
    Bender(std::span<const Fault> faults, unsigned connection) : faults_(faults), connection_(connection) {}

    // A PDU that is about to be said, before TLS.
    void bend_pdu(Step step, wire::Writer& out);

    // The same, as bytes on their way to the network.
    std::vector<Piece> bend_stream(Step step, Bytes bytes);

    // The other end has just said `step`: what to do first, and whether to answer at all.
    struct Reaction {
        std::vector<Piece> pieces;
        bool answer = true;
    };
    Reaction arrive(Step step);

    // Indices of the faults that bit since the last call, in order.
    std::vector<std::size_t> take_bites() { return std::exchange(bites_, {}); }

private:
    bool aims_at(const Fault& fault, Step step) const;

    std::span<const Fault> faults_;
    unsigned connection_;
    std::vector<std::size_t> bites_;
};

// The bytes of a TLS alert record in clear [RFC 8446 6].
Bytes alert_record(std::uint8_t level, std::uint8_t description);

}  // namespace badrdp::fault
