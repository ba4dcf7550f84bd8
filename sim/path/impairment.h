// What the network between two peers does to their frames, as values. Each impairment says which frames it
// meets: which way they go, to which port, and from which step of the conversation on.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/wire/io/malformed.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::path {

using std::chrono::nanoseconds;

enum class Direction : std::uint8_t { both, to_server, to_client };

// Of IP packets; what keeps a link alive (ARP, neighbour discovery, group membership) and what is not
// understood pass every impairment but `frames`. Fragments have no ports, and are of no kind but `all`.
enum class Traffic : std::uint8_t {
    all,   // every IP packet
    tcp,   // every TCP segment
    syn,   // segments that open a connection: SYN without ACK
    data,  // segments that carry payload
    // Segments that begin a TLS ClientHello and do not hold all of it: who looks for a whole one in the first
    // segment takes it for none.
    split_hello,
    // What follows in later segments of such a ClientHello: who has judged the connection by the first
    // segment, and takes the rest for no part of it.
    hello_rest,
    udp,     // UDP, DNS left out: names are answered on the client's own machine
    frames,  // everything, ARP too: a cable that is unplugged
};

// What a router answers to a packet larger than the next link [RFC 792, RFC 1191 4, RFC 4443 3.2].
enum class Icmp : std::uint8_t {
    none,     // nothing: a black hole [RFC 2923 2.1]
    correct,  // "fragmentation needed" or "packet too big", with the MTU that would pass
    lying,    // the same with the MTU that the packet already obeys, so that nothing improves
};

// How a packet is turned away.
enum class Refusal : std::uint8_t { rst, net_unreachable, host_unreachable, port_unreachable, prohibited };

enum class Toward : std::uint8_t { both, client, server };

// IP packets (header included) above this many bytes do not pass.
struct Mtu {
    std::size_t bytes = 1500;
    Icmp icmp = Icmp::none;
    friend bool operator==(const Mtu&, const Mtu&) = default;
};
struct Drop {
    Traffic what = Traffic::all;
    friend bool operator==(const Drop&, const Drop&) = default;
};
// The sender hears no; the packet does not pass.
struct Reject {
    Traffic what = Traffic::all;
    Refusal with = Refusal::rst;
    friend bool operator==(const Reject&, const Reject&) = default;
};
// A forged RST that its receiver must accept [RFC 5961 3.2: exactly the next sequence number], once per TCP
// connection: right behind the frame that brought the step, or that carries these bytes, all in one segment.
struct Reset {
    Toward toward = Toward::both;
    wire::Bytes bytes{};  // empty: the step alone decides; without one, the connection's first segment
    friend bool operator==(const Reset&, const Reset&) = default;
};
struct Delay {
    nanoseconds by{0};
    nanoseconds jitter{0};  // up to so much more, evenly; order is kept
    friend bool operator==(const Delay&, const Delay&) = default;
};
// A slow link in front of which packets queue; what finds the queue full is lost. One link for each
// direction.
struct Rate {
    std::uint64_t bits_per_second = 0;  // 0: no limit
    std::size_t queue = 64 * 1024;      // bytes
    friend bool operator==(const Rate&, const Rate&) = default;
};
// A share of the packets is lost: each by itself, or in bursts of this mean length (Gilbert-Elliott: the bad
// state loses everything, the good one nothing).
struct Lose {
    double share = 0;
    double burst = 1;  // packets
    friend bool operator==(const Lose&, const Lose&) = default;
};
// A share of the packets is held back for so long, while later ones pass.
struct Reorder {
    double share = 0;
    nanoseconds by{0};
    friend bool operator==(const Reorder&, const Reorder&) = default;
};
struct Duplicate {
    double share = 0;
    friend bool operator==(const Duplicate&, const Duplicate&) = default;
};
// One bit of the packet behind its IP header flips; the receiver's checksum finds it.
struct Corrupt {
    double share = 0;
    friend bool operator==(const Corrupt&, const Corrupt&) = default;
};
// A NAT that forgets a TCP connection in which nothing passed for so long, counted from when the impairment
// began: from then on, none of its packets passes, until a SYN opens it anew.
struct Forget {
    nanoseconds idle{0};
    friend bool operator==(const Forget&, const Forget&) = default;
};

using Deed = std::variant<Mtu, Drop, Reject, Reset, Delay, Rate, Lose, Reorder, Duplicate, Corrupt, Forget>;

struct Impairment {
    Deed deed{};
    Direction direction = Direction::both;
    wire::Step after = wire::Step::none;  // begins behind this step; none: with the first frame it meets
    std::optional<nanoseconds> lasts{};   // and ends so long after it began
    std::uint16_t port = 0;               // only packets from or to this TCP or UDP port; 0: all
    std::string text{};                   // as the scenario wrote it, for comments on packets: "mtu 1000"

    friend bool operator==(const Impairment&, const Impairment&) = default;
};

std::string to_text(nanoseconds time);  // for reports: "40 ms"

}  // namespace badrdp::path
