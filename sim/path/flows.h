// The TCP connections that pass, and what each end has received: the one number of a forged RST that its
// receiver must accept is the next one it expects [RFC 5961 3.2].
#pragma once

#include <map>
#include <vector>

#include "sim/path/headers.h"
#include "sim/path/path.h"

namespace badrdp::path {

// The sequence numbers that one segment takes.
struct Stretch {
    std::uint32_t first = 0;
    std::uint32_t length = 0;
    bool opens = false;  // starts with a SYN

    std::uint32_t next() const { return first + length; }
};

// What a SYN carries besides is left out: without a cookie of TCP Fast Open nobody takes it [RFC 7413 3].
Stretch stretch_of(const Segment& segment);

// What one end has been told, as delivered, and what it has said itself, as sent.
class SequenceNumbers {
public:
    void hears(const Stretch& stretch);
    // Its acknowledgement says what it has heard, and it knows best.
    void says(const Segment& segment);

    std::optional<std::uint32_t> expects() const { return expects_; }  // none: nothing has reached it
    std::optional<std::uint32_t> sends() const { return sends_; }      // what it will send next

private:
    static constexpr std::size_t kMostAhead = 256;

    void move_to(std::uint32_t next);

    std::optional<std::uint32_t> expects_;
    std::optional<std::uint32_t> sends_;
    std::vector<Stretch> ahead_;  // heard, with a gap before it
};

struct Flow {
    // What one impairment keeps of one connection.
    struct Mark {
        Time passed{0};     // when a packet last got by; at first, when the connection was seen first
        bool done = false;  // reset, or forgotten
        // Where a ClientHello that its segment did not hold began, and how long it is.
        std::optional<std::uint32_t> hello{};
        std::uint32_t hello_size = 0;
    };

    Endpoint client;
    Endpoint server;
    std::uint64_t number = 0;                  // no other flow of this path has it
    std::optional<std::uint32_t> opened_with;  // the initial sequence number
    std::array<std::uint8_t, kMacs> macs_to_server{};
    std::array<SequenceNumbers, 2> told;  // by role
    std::array<bool, 2> closed{};         // by role: has sent FIN
    bool reset = false;                   // an end has sent RST
    Time seen{0};                         // when an end last sent something
    std::vector<Mark> marks;              // by impairment

    bool live() const { return !reset && !(closed[0] && closed[1]); }
    SequenceNumbers& of(wire::Role role) { return told[static_cast<std::size_t>(role)]; }
    const SequenceNumbers& of(wire::Role role) const { return told[static_cast<std::size_t>(role)]; }
};

class Flows {
public:
    static constexpr std::size_t kMost = 4096;  // then the one that was silent longest is forgotten

    explicit Flows(std::size_t impairments) : impairments_(impairments) {}

    // The connection of a segment that this end sends in this frame. A SYN with another initial sequence
    // number opens a new one between ports used before. Valid until the next call.
    Flow& sent(wire::Role from, const Segment& segment, wire::BytesView frame, Time now);

    // The segment reaches this end at this time, which may be later than now.
    void deliver(const Flow& flow, wire::Role to, const Segment& segment, Time at);

    // A RST toward this end as if the other one had sent it, right for an arrival at this time. Nothing: to
    // this end there is no connection yet.
    std::optional<wire::Bytes> rst(const Flow& flow, wire::Role to, Time at) const;

    // What was to arrive up to this time has arrived.
    void advance(Time now);

    template <class Do>
    void each(Do act) {
        for (auto& [ends, flow] : flows_) act(flow);
    }

private:
    using Ends = std::pair<Endpoint, Endpoint>;  // client, server
    struct OnItsWay {
        Ends ends;
        std::uint64_t flow = 0;
        wire::Role to{};
        Stretch stretch;
    };

    void make_room();

    std::size_t impairments_;
    std::uint64_t count_ = 0;
    Time now_{0};
    std::map<Ends, Flow> flows_;
    std::multimap<Time, OnItsWay> on_its_way_;  // those of equal times are in order
};

}  // namespace badrdp::path
