// One end of a model TCP connection [RFC 9293]: gives and takes true frames, at times that come in. Honest,
// and close to Linux where the RFCs leave a choice. It has no options but MSS, and its window is always open.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "sim/path/icmp_error.h"
#include "sim/path/reassembler.h"
#include "sim/path/tcp_timing.h"

namespace badrdp::path {

struct TcpSettings {
    std::size_t mtu = 1500;            // of its own link
    std::uint32_t first_sequence = 0;  // chance [RFC 9293 3.4.1]
    unsigned syn_retries = 6;          // net.ipv4.tcp_syn_retries
    unsigned syn_ack_retries = 5;      // net.ipv4.tcp_synack_retries
    unsigned retries = 15;             // net.ipv4.tcp_retries2
};

class Tcp {
public:
    // Why the connection is over before both ends have closed it.
    enum class Trouble : std::uint8_t { none, refused, unreachable, reset, timed_out };

    Tcp(Endpoint self, Endpoint peer, TcpSettings settings, Time now);  // says SYN
    Tcp(const Segment& syn, TcpSettings settings, Time now);            // answers one

    // From its own peer to itself; a segment with wrong checksums is to be dropped before.
    void receive(const Segment& segment, Time now);
    void receive(const IcmpError& word, Time now);
    void tick(Time now);
    std::optional<Time> wake() const;

    void write(wire::BytesView bytes, Time now);
    void shut(Time now);   // FIN behind what was written; the peer is still heard
    void close(Time now);  // close(2): the same, and whoever still says something is answered RST
    void abort(Time now);  // RST, now

    // What must go to the network: to be asked for after every call, an acknowledgement that is due included.
    std::vector<wire::Bytes> take_frames();
    wire::Bytes take_bytes() { return in_.take_bytes(); }

    bool established() const { return established_; }  // stays so
    bool peer_closed() const { return peer_fin_; }     // its FIN has come, and everything before it
    Trouble trouble() const { return trouble_; }
    // Nothing can happen any more, unless the peer says something again.
    bool over() const { return dead_ || (fin_acked_ && peer_fin_); }
    std::size_t unacked() const { return out_.size(); }  // bytes written, and not yet known to have arrived
    std::size_t mss() const { return mss_; }
    const Endpoint& self() const { return self_; }
    const Endpoint& peer() const { return peer_; }

private:
    // Offsets count the bytes of a direction's stream, FIN behind the last; sequence number is first + 1 +
    // it.
    std::uint32_t sequence_of(std::uint64_t offset) const;
    std::uint64_t end_of_stream() const { return una_ + out_.size(); }
    std::uint32_t expected() const;  // the next sequence number of the peer
    std::size_t in_flight() const { return static_cast<std::size_t>(next_ - una_); }

    void receive_in_syn_sent(const Segment& segment, Time now);
    bool acceptable(const Segment& segment) const;
    void take_ack(const Segment& segment, Time now);
    void advance(std::uint64_t acked, Time now);
    void take_duplicate(const Segment& segment, Time now);
    void take_payload(const Segment& segment, Time now);
    void challenge(Time now);
    void opened(Time now);

    void say_syn(Time now);
    void transmit(Time now);                         // as much as the windows let
    void send_from(std::uint64_t offset, Time now);  // one segment
    void say(std::uint32_t sequence, std::uint8_t flags, wire::BytesView payload = {});
    void arm(Time now);
    void timed_out(Time now);
    void learn_mtu(std::size_t mtu, Time now);
    void die(Trouble trouble);

    Endpoint self_;
    Endpoint peer_;
    TcpSettings settings_;
    std::size_t mss_;  // of what this end sends
    std::uint32_t peer_first_ = 0;

    std::deque<std::uint8_t> out_;  // from una_ on
    std::uint64_t una_ = 0;
    std::uint64_t next_ = 0;
    std::uint64_t highest_ = 0;  // ever sent
    std::size_t peer_window_ = 0;
    CongestionWindow window_;
    RetransmissionTimeout timeout_;
    std::optional<Time> timer_;
    unsigned tries_ = 0;
    unsigned duplicates_ = 0;
    std::optional<std::uint64_t> recovering_to_;
    struct Timed {
        std::uint64_t upto;
        Time sent;
    };
    std::optional<Timed> timed_;  // one segment at a time, never one that was sent twice [RFC 6298 3]

    Reassembler in_;
    std::optional<std::uint64_t> peer_fin_at_;
    std::optional<Time> last_challenge_;

    std::vector<wire::Bytes> frames_;
    bool active_;
    bool established_ = false;
    bool heard_syn_ = false;
    bool ack_due_ = false;
    std::size_t unacked_in_ = 0;  // bytes that came in since the last acknowledgement
    std::optional<Time> ack_at_;  // when one is due all the same
    bool fin_wanted_ = false;
    bool fin_acked_ = false;
    bool peer_fin_ = false;
    bool orphan_ = false;  // its program is gone
    bool dead_ = false;
    Trouble trouble_ = Trouble::none;
};

}  // namespace badrdp::path
