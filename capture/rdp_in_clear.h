// What the two byte streams of one RDP connection say, as far as they travel in clear: X.224, the start of
// MCS under Standard RDP Security, and what TLS gives away.
#pragma once

#include <bitset>

#include "capture/finding.h"
#include "capture/passed.h"
#include "capture/timeline.h"
#include "capture/tls_in_clear.h"
#include "sim/wire/x224/framer.h"

namespace badrdp::capture {

class RdpInClear {
public:
    // Without keys, null; they outlive this.
    explicit RdpInClear(const KeyLog* keys = nullptr) : tls_(keys) {}

    // The next bytes of this end's stream. Facts go into `facts`, what happened to the end of `found`.
    void feed(wire::Role from, wire::BytesView bytes, Connection& facts, Findings& found);

    // Bytes of this end's stream are missing: nothing behind them can be told.
    void lose(wire::Role from) { side(from).mode = Mode::opaque; }

    // The host has heard from the client what is not in these packets.
    void miss() { passed_.miss(); }

    // How many bytes have come of a packet or record that is not yet whole.
    std::size_t unfinished(wire::Role from) const;

    // Bytes that wait for more, of both ends, about.
    std::size_t waiting() const {
        return client_.packets.buffered() + server_.packets.buffered() + tls_.waiting();
    }

private:
    enum class Mode : std::uint8_t { tpkt, tls, opaque };

    struct Side {
        Mode mode = Mode::tpkt;
        wire::Framer packets;
        bool spoken = false;                     // at least one packet
        std::bitset<wire::kSteps.size()> steps;  // those it has taken
    };

    Side& side(wire::Role role) { return role == wire::Role::client ? client_ : server_; }
    const Side& side(wire::Role role) const { return role == wire::Role::client ? client_ : server_; }

    bool preconnected(Findings& found);
    void on_packet(wire::Role from, wire::BytesView packet, Connection& facts, Findings& found);
    void on_request(wire::BytesView packet, Connection& facts, Findings& found);
    void on_confirm(wire::BytesView packet, Connection& facts, Findings& found);
    void after_packets(wire::Role from, Connection& facts, Findings& found);
    bool take_step(wire::Role from, wire::Step step, std::string detail, Findings& found);
    bool has_taken(wire::Role from, wire::Step step) const;

    Side client_;
    Side server_;
    Passed passed_;
    TlsInClear tls_;
};

}  // namespace badrdp::capture
