// What a capture shows of questions to a KDC [RFC 4120 7.2]: who asked where, and whether anything came back.
// What is in them is not looked at. Bounded.
#pragma once

#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

#include "capture/survey/talk.h"

namespace badrdp::capture {

constexpr std::uint16_t kKdcPort = 88;

// One question: a UDP datagram and its repetitions from the same port, or a TCP connection.
struct TicketAsked {
    path::Endpoint client{}, kdc{};
    bool over_tcp = false;
    unsigned times = 0;  // that it was sent; over TCP: SYNs
    Seen asked{}, asked_last{};
    Seen answered{};  // the first bytes that came back
    Seen refused{};   // by RST, or an ICMP error
};

class TicketBook {
public:
    static constexpr std::size_t kMost = 1024;

    void take_datagram(const path::Endpoint& from, const path::Endpoint& to, Seen when);
    void take_segment(const path::Segment& segment, Seen when);
    // An ICMP error that quotes what went from the one to the other.
    void take_error(const path::Endpoint& from, const path::Endpoint& to, Seen when);

    const std::vector<TicketAsked>& asked() const { return asked_; }

private:
    TicketAsked* find(const path::Endpoint& client, const path::Endpoint& kdc, bool over_tcp);
    void ask(const path::Endpoint& client, const path::Endpoint& kdc, bool over_tcp, Seen when);

    std::vector<TicketAsked> asked_;
    std::map<std::tuple<path::Endpoint, path::Endpoint, bool>, std::size_t> index_;
};

}  // namespace badrdp::capture
