// What the two streams inside TLS say, once it is open: CredSSP, the Early User Authorization Result, MCS,
// licensing, the share, and how it ends [MS-RDPBCGR 1.3.1.1, MS-CSSP 3.1.5]. Told is what comes first of each
// kind, and whatever ends a session.
#pragma once

#include <set>

#include "capture/finding.h"
#include "capture/timeline.h"
#include "sim/wire/x224/framer.h"

namespace badrdp::capture {

class RdpInside {
public:
    static constexpr unsigned kMostTold = 128;  // findings of each end

    // The next application data of this end. Facts go into `facts`, what happened to the end of `found`.
    void feed(wire::Role from, wire::BytesView content, Connection& facts, Findings& found);

    // The same for those who have to know which bytes a finding is about: put() what came, and take() one
    // message of it after the other. That says how many bytes it is; 0: it is not there in full, or lost.
    void put(wire::Role from, wire::BytesView content, Connection& facts);
    std::size_t take(wire::Role from, Connection& facts, Findings& found);
    // Nothing that this end says can be told any more.
    bool is_lost(wire::Role from) const {
        return from == wire::Role::client ? client_.broken : server_.broken;
    }

    // Bytes that wait for more, of both ends.
    std::size_t waiting() const { return client_.packets.buffered() + server_.packets.buffered(); }

private:
    struct Side {
        wire::Framer packets;
        bool broken = false;
        bool past_credssp = false;  // its CredSSP, RDSTLS or RDS AAD Auth is over
        bool past_rdp = false;      // a packet of RDP has come
        unsigned told = 0;
        std::set<wire::Step> steps;
    };

    Side& side(wire::Role role) { return role == wire::Role::client ? client_ : server_; }
    bool has_said(wire::Role role, wire::Step step) { return side(role).steps.contains(step); }
    wire::Framing framing(wire::Role from, const Connection& facts) const;
    void look_for_errorcode();
    void on_packet(wire::Role from, wire::Framing as, wire::BytesView packet, Connection& facts,
                   Findings& found);
    void on_ts_request(wire::Role from, wire::BytesView message, Connection& facts, Findings& found);
    void on_rdstls(wire::Role from, wire::BytesView message, Findings& found);
    void on_rdsaad(wire::Role from, wire::BytesView message, Findings& found);
    void on_early_user_auth(wire::BytesView message, Connection& facts, Findings& found);
    void on_mcs(wire::Role from, wire::BytesView packet, Connection& facts, Findings& found);
    void on_request(wire::BytesView packet, Connection& facts, Findings& found);
    void on_confirm(wire::BytesView packet, Connection& facts, Findings& found);
    void on_connect_response(wire::BytesView packet, Connection& facts, Findings& found);
    void on_ultimatum(wire::Role from, wire::BytesView packet, Connection& facts, Findings& found);
    void on_user_data(wire::Role from, wire::BytesView user_data, Connection& facts, Findings& found);
    void on_license(wire::BytesView user_data, Connection& facts, Findings& found);
    void on_share_pdu(wire::Role from, wire::Step step, wire::BytesView pdu, Connection& facts,
                      Findings& found);

    // `again`: told even where the step was taken before.
    void say(wire::Role from, wire::Step step, std::string detail, Findings& found, bool again = false);

    Side client_;
    Side server_;
    std::set<std::uint16_t> channels_{1003};  // the I/O channel and the message channel
    bool early_user_auth_ = false;            // has come
};

}  // namespace badrdp::capture
