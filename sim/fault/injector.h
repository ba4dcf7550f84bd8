// Applies a scenario's faults to what one peer says and hears on one connection.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "sim/fault/fault.h"
#include "sim/fault/message.h"
#include "sim/fault/piece.h"
#include "sim/wire/io/writer.h"

namespace badrdp::fault {

// An alert on its way out.
struct SaidAlert {
    Bytes record;
    bool last = true;  // whoever says it closes behind it
};

// A TLS alert in clear, as an honest end says it: a fatal one is the last word [RFC 5246 7.2.2], so is
// close_notify [7.2.1]; behind any other warning it goes on.
SaidAlert alert_in_clear(std::uint8_t level, std::uint8_t description);

// Faults act in the order in which the scenario lists them. Each bite is remembered: a fault that never
// bit means that the scenario did not happen, whatever the other end did next.
class FaultInjector {
public:
    // How an alert is said at this moment of the conversation; nothing: it cannot be said.
    using SayAlert = std::function<std::optional<SaidAlert>(std::uint8_t level, std::uint8_t description)>;

    // `connection` counts the TCP connections of the case from 1.
    FaultInjector(std::span<const Fault> faults, unsigned connection, SayAlert say_alert = alert_in_clear)
        : faults_(faults), connection_(connection), say_alert_(std::move(say_alert)) {}

    // A PDU that is about to be said, before TLS.
    void inject_into_pdu(Step step, wire::Writer& out);

    // Messages that are to be said as well, before or after what is said at `step`; of one that could be
    // said, has_said() is to be told.
    struct More {
        std::size_t fault = 0;
        Step message = Step::none;
    };
    std::vector<More> more(Step step, Moment moment) const;
    void has_said(const More& more);

    // Whether what the other end has just said answers a message that only a fault has said: the peer, which
    // has asked for nothing, is not to hear it.
    bool takes(Step answer);

    // The same, as bytes on their way to the network.
    std::vector<Piece> inject_into_stream(Step step, Bytes bytes);

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
    bool shape(const Deed& deed, std::vector<Piece>& pieces) const;

    std::span<const Fault> faults_;
    unsigned connection_;
    SayAlert say_alert_;
    std::vector<std::size_t> bites_;
    std::vector<Step> awaited_;  // answers to messages of faults
};

}  // namespace badrdp::fault
